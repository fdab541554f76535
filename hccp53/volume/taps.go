package volume

import (
	"math"
)

// taps are the voxels along one axis that make a value, with their weights.
type taps struct {
	at     [4]int
	weight [4]float64
	n      int // 0 outside
}

// tapsAt returns the taps for position x on an axis of n voxels.
func tapsAt(x float64, n int, by Interpolation) (t taps) {
	if half := math.Round(2*x) / 2; math.Abs(x-half) < voxelTolerance {
		x = half
	}
	if !(x >= -0.5 && x < float64(n)-0.5) {
		return t
	}
	switch by {
	case Nearest:
		t.n, t.at[0], t.weight[0] = 1, int(math.Floor(x+0.5)), 1
	case Linear:
		x = math.Min(math.Max(x, 0), float64(n-1))
		i := int(x)
		t.n, t.at[0], t.weight[0] = 1, i, 1
		if f := x - float64(i); f > 0 {
			t.n, t.at[1], t.weight[0], t.weight[1] = 2, i+1, 1-f, f
		}
	case Cubic:
		i := math.Floor(x)
		t.n, t.weight = 4, splineWeights(x-i)
		for k := range t.at {
			t.at[k] = mirrored(int(i)+k-1, n)
		}
	}
	return t
}

// mean puts the weighted sum of parts of data into out. Part i begins at
// i·width; all are as long as out.
func (t *taps) mean(out, data []float64, width int) {
	for k := range t.n {
		w, part := t.weight[k], data[t.at[k]*width:][:len(out)]
		if k == 0 {
			for i, v := range part {
				out[i] = w * v
			}
			continue
		}
		for i, v := range part {
			out[i] += w * v
		}
	}
}

// sum3 returns the weighted sum over up to 4×4×4 voxels.
func sum3(data []float64, size [3]int, t *[3]taps) float64 {
	sum := 0.0
	for c := range t[2].n {
		for b := range t[1].n {
			row := data[size[0]*(t[1].at[b]+size[1]*t[2].at[c]):]
			line := 0.0
			for a := range t[0].n {
				line += t[0].weight[a] * row[t[0].at[a]]
			}
			sum += t[2].weight[c] * t[1].weight[b] * line
		}
	}
	return sum
}
