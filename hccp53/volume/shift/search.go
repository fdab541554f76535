package shift

import (
	"math"

	"hcclab/hccp53/volume"
)

// window is the region that is compared: the centre and half the width, in
// voxels.
type window struct{ centre, half [3]float64 }

// weights fall from 1 at the centre to 0 at the border, along axis k of n voxels.
func (w window) weights(k, n int) []float32 {
	all := make([]float32, n)
	for i := range all {
		if d := math.Abs(float64(i)-w.centre[k]) / w.half[k]; d < 1 {
			c := math.Cos(math.Pi / 2 * d)
			all[i] = float32(c * c)
		}
	}
	return all
}

// pair is the edges of both images in the window and as far around it as the
// search reaches. The window is in the indices of the fields.
type pair struct {
	window
	a, b field
	// weight of the window along each axis; strength is the squares of b.
	weight   [3][]float32
	strength []float32
}

// cut returns the edges of both images around the window.
func (w window) cut(a, b *volume.Image) *pair {
	var lo, hi [3]int
	for k := range lo {
		around := w.half[k] + reach/a.Spacing[k]
		lo[k] = max(0, int(math.Floor(w.centre[k]-around)))
		hi[k] = min(a.Size[k], int(math.Ceil(w.centre[k]+around))+1)
		w.centre[k] -= float64(lo[k])
	}
	return newPair(w, edges(a, lo, hi), edges(b, lo, hi))
}

func newPair(w window, a, b field) *pair {
	p := &pair{window: w, a: a, b: b, strength: make([]float32, len(b.data))}
	for k, n := range a.size {
		p.weight[k] = w.weights(k, n)
	}
	for i := range b.data {
		p.strength[i] = b.data[i].dot(&b.data[i])
	}
	return p
}

// shrunk is the pair on a grid that is coarser by whole factors.
func (p *pair) shrunk(factor [3]int) *pair {
	w := p.window
	for k, f := range factor {
		w.centre[k] = (w.centre[k]+0.5)/float64(f) - 0.5
		w.half[k] /= float64(f)
	}
	return newPair(w, p.a.shrunk(factor), p.b.shrunk(factor))
}

// search returns the shift in voxels, within from and to, at which the fields
// correlate best, and the correlation.
func (p *pair) search(from, to [3]int) (best [3]int, r float64) {
	r = math.Inf(-1)
	for z := from[2]; z <= to[2]; z++ {
		for y := from[1]; y <= to[1]; y++ {
			for x := from[0]; x <= to[0]; x++ {
				if c := p.correlation([3]int{x, y, z}); c > r {
					best, r = [3]int{x, y, z}, c
				}
			}
		}
	}
	return best, r
}

// leastOverlap is the part of the window's weight that must lie in both images.
const leastOverlap = 0.6

// correlation returns the correlation of a with b shifted by s voxels, 1 where
// all edges face the same way or opposite ways; -Inf where too little of the
// window is left or an image has no edges.
func (p *pair) correlation(s [3]int) float64 {
	var inside, all, aa, bb, ab float64
	from, to := max(0, -s[0]), min(p.a.size[0], p.b.size[0]-s[0])
	for z, wz := range p.weight[2] {
		for y, wy := range p.weight[1] {
			w := wz * wy
			if w == 0 {
				continue
			}
			seen := z+s[2] >= 0 && z+s[2] < p.b.size[2] && y+s[1] >= 0 && y+s[1] < p.b.size[1]
			var n, rowAll, ra, rb, rab float32
			for _, wx := range p.weight[0] {
				rowAll += wx
			}
			all += float64(w * rowAll)
			if !seen {
				continue
			}
			row, other := p.a.index(0, y, z), p.b.index(s[0], y+s[1], z+s[2])
			for x := from; x < to; x++ {
				wx := p.weight[0][x]
				if wx == 0 {
					continue
				}
				t, u := &p.a.data[row+x], &p.b.data[other+x]
				n += wx
				ra += wx * t.dot(t)
				rb += wx * p.strength[other+x]
				rab += wx * t.dot(u)
			}
			inside, aa, bb, ab = inside+float64(w*n), aa+float64(w*ra), bb+float64(w*rb), ab+float64(w*rab)
		}
	}
	if inside < leastOverlap*all || !(aa > 0) || !(bb > 0) {
		return math.Inf(-1)
	}
	return ab / math.Sqrt(aa*bb)
}

// between returns by what part of a voxel the peak lies off the best shift along
// axis k: the top of the parabola through it and its neighbours, at most 0.5.
func (p *pair) between(best [3]int, k int, r float64) float64 {
	before, after := best, best
	before[k]--
	after[k]++
	l, h := p.correlation(before), p.correlation(after)
	bend := l - 2*r + h
	if !(bend < 0) || math.IsInf(bend, 0) {
		return 0
	}
	return math.Max(-0.5, math.Min(0.5, (l-h)/(2*bend)))
}
