package regression

import "gonum.org/v1/gonum/floats"

// anderson speeds up an iteration that converges by a factor a step, such as
// Newton's with the curvature of an earlier solution: from the last few steps it
// guesses where they lead (Anderson 1965; Walker & Ni 2011, algorithm AA with
// small memory). Coordinates that are zero stay zero.
type anderson struct {
	from, step []float64 // of the last iteration; empty after reset
	count      int       // differences that are held
	dx, df     [andersonMemory][]float64
}

// andersonMemory is the number of differences kept.
const andersonMemory = 4

func (a *anderson) reset() { a.count, a.from = 0, a.from[:0] }

// improve moves to, where the iteration goes from from, to where it seems to
// lead. Without enough past, or where a sign would change, to stays.
func (a *anderson) improve(from, to []float64) {
	m := len(from)
	step := make([]float64, m)
	floats.SubTo(step, to, from)
	if len(a.from) == m {
		k := a.count % andersonMemory
		a.dx[k], a.df[k] = resize(a.dx[k], m), resize(a.df[k], m)
		floats.SubTo(a.dx[k], from, a.from)
		floats.SubTo(a.df[k], step, a.step)
		a.count++
	} else {
		a.count = 0
	}
	a.from = append(a.from[:0], from...)
	a.step = append(a.step[:0], step...)
	held := min(a.count, andersonMemory)
	if held == 0 {
		return
	}
	// The combination of past steps that is nearest to this one.
	var gram, factor [andersonMemory * andersonMemory]float64
	var gamma [andersonMemory]float64
	for i := range held {
		gamma[i] = floats.Dot(a.df[i], step)
		for j := range i + 1 {
			gram[i*held+j] = floats.Dot(a.df[i], a.df[j])
		}
		gram[i*held+i] *= 1 + 1e-10
	}
	if !solveCholesky(gram[:held*held], factor[:], gamma[:held]) {
		a.count = 0
		return
	}
	guess := step // free now
	copy(guess, to)
	for i := range held {
		floats.AddScaled(guess, -gamma[i], a.dx[i])
		floats.AddScaled(guess, -gamma[i], a.df[i])
	}
	for k := 1; k < m; k++ {
		if signBeyond(guess[k], 0) != signBeyond(to[k], 0) {
			return
		}
	}
	copy(to, guess)
}
