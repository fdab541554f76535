package performance

import (
	"math/rand/v2"

	"hcclab/hccp53/fault"
	"hcclab/hccp53/provenance"
)

// Resampling says which bootstrap resamples are drawn. It is part of each
// bootstrap result, so that the result can be repeated: the same kind, seed and
// count give the same numbers on any number of processors, and the first 200 of
// 2,000 resamples are the same 200. Make it with [Stratified], [Unstratified] or
// [Given].
type Resampling struct {
	// Kind is "stratified", "unstratified" or "given".
	Kind  string
	Count int
	Seed  uint64

	given [][]int
}

// Stratified draws cases among the cases and controls among the controls, as
// many of each as there are, as pROC does: what is usual for a ROC curve. 2,000
// resamples are usual.
func Stratified(seed uint64, count int) Resampling {
	return Resampling{Kind: "stratified", Count: count, Seed: seed}
}

// Unstratified draws as many patients as there are from all of them, so that the
// prevalence varies too: for net benefit and calibration.
func Unstratified(seed uint64, count int) Resampling {
	return Resampling{Kind: "unstratified", Count: count, Seed: seed}
}

// Given takes resamples that were drawn elsewhere, one list of rows (from 0)
// each, so that another program can repeat a result exactly.
func Given(resamples [][]int) Resampling {
	return Resampling{Kind: "given", Count: len(resamples), given: resamples}
}

// check returns [ErrResample] for resamples that cannot be drawn from n
// patients, some left out before.
func (r Resampling) check(n, dropped int) error {
	if r.Count < 1 {
		return fault.New(ErrResample, "%d resamples", r.Count).Try("ask for some; 2000 is usual")
	}
	if r.given == nil {
		if r.Kind != "stratified" && r.Kind != "unstratified" {
			return fault.New(ErrResample, "resamples of the kind %q cannot be drawn", r.Kind).Try("make them with Stratified, Unstratified or Given")
		}
		return nil
	}
	if dropped > 0 {
		return fault.New(ErrResample, "%d patients have no score, so given rows are not those of the patients used", dropped).Try("leave these patients out before drawing resamples")
	}
	for b, rows := range r.given {
		if len(rows) == 0 {
			return fault.New(ErrResample, "resample %d is empty", b+1)
		}
		for _, row := range rows {
			if row < 0 || row >= n {
				return fault.New(ErrResample, "resample %d names row %d of %d", b+1, row, n)
			}
		}
	}
	return nil
}

// drawer draws resamples as counts: how often each patient is in it.
type drawer struct {
	Resampling
	cases, controls []int32
	counts          []int32
}

func (r Resampling) drawer(y []bool) *drawer {
	d := &drawer{Resampling: r, counts: make([]int32, len(y))}
	for i, v := range y {
		if v {
			d.cases = append(d.cases, int32(i))
		} else {
			d.controls = append(d.controls, int32(i))
		}
	}
	return d
}

// draw returns the counts of resample b, in a slice that the next call reuses.
func (d *drawer) draw(b int) []int32 {
	clear(d.counts)
	if d.given != nil {
		for _, row := range d.given[b] {
			d.counts[row]++
		}
		return d.counts
	}
	rng := provenance.Rand(d.Seed, "performance/bootstrap", d.Kind, b)
	if d.Kind == "unstratified" {
		n := len(d.counts)
		drawn(rng, n, n, func(i int) { d.counts[i]++ })
		return d.counts
	}
	for _, class := range [][]int32{d.cases, d.controls} {
		drawn(rng, len(class), len(class), func(i int) { d.counts[class[i]]++ })
	}
	return d.counts
}

// drawn calls add with count numbers below n, two from each 64 random bits.
func drawn(rng *rand.Rand, count, n int, add func(int)) {
	for k := 0; k < count; k += 2 {
		u := rng.Uint64()
		add(below(rng, uint32(u), uint32(n)))
		if k+1 < count {
			add(below(rng, uint32(u>>32), uint32(n)))
		}
	}
}

// below returns a number below n from 32 random bits without bias (Lemire 2019).
func below(rng *rand.Rand, u, n uint32) int {
	product := uint64(u) * uint64(n)
	if low := uint32(product); low < n {
		for low < -n%n {
			product = uint64(rng.Uint32()) * uint64(n)
			low = uint32(product)
		}
	}
	return int(product >> 32)
}
