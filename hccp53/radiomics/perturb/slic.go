package perturb

import (
	"math"
	"runtime"
	"slices"
	"sync"

	"hcclab/hccp53/volume"
)

// The constants of supervoxels, those of MIRP 2.7.0, the program of the paper's
// authors.
const (
	// supervoxelVolume in mm³ and fewestInSupervoxel bound the mean size of a
	// supervoxel from below.
	supervoxelVolume   = 500
	fewestInSupervoxel = 20
	// compactness is the difference in intensity, as a part of the range, that
	// counts as much as a distance of one step of the lattice.
	compactness = 0.05
	// rounds of assignment and update.
	rounds = 10
)

// Supervoxels divides an image into parts of some 500 mm³, or 20 voxels where
// those are larger, that are compact and alike in intensity: simple linear
// iterative clustering (SLIC, Achanta et al., IEEE Trans Pattern Anal Mach
// Intell 2012;34:2274) in three dimensions, with distances in mm.
//
// Intensities are cut at lowest and highest, scaled to run from 0 to 1, and
// smoothed by a Gaussian with a standard deviation of the smallest voxel side.
// Parts below half the mean size go to a neighbour. The result holds one number
// a voxel, from 0 on, and how many there are. All intensities must be finite.
func Supervoxels(img *volume.Image, lowest, highest float64) (labels []int32, n int) {
	s := newSlic(img, lowest, highest)
	for range rounds {
		if !s.assign() {
			break
		}
		s.update()
	}
	return s.connected()
}

// slic is a clustering at work.
type slic struct {
	volume.Grid
	value   []float64 // intensities, a step of the lattice in space being 1
	centres []centre
	label   []int32
	closest []float64
	step    float64 // of the lattice in mm
	reach   [3]int  // in voxels: within two steps of the lattice a cluster looks for its voxels
	size    int     // the wanted mean number of voxels
}

type centre struct {
	at    [3]float64 // in voxels
	value float64
}

func newSlic(img *volume.Image, lowest, highest float64) *slic {
	s := &slic{Grid: img.Grid, label: make([]int32, img.Len()), closest: make([]float64, img.Len())}
	scale := 1 / compactness
	if highest > lowest {
		scale /= highest - lowest
	}
	s.value = make([]float64, img.Len())
	for i, v := range img.Data {
		s.value[i] = (math.Max(lowest, math.Min(highest, v)) - lowest) * scale
	}
	smooth(s.value, img.Size, img.Spacing, slices.Min(img.Spacing[:]))
	mm3 := math.Max(supervoxelVolume, fewestInSupervoxel*img.VoxelVolume())
	s.step = math.Cbrt(mm3)
	s.size = int(mm3 / img.VoxelVolume())
	var count [3]int
	for i := range 3 {
		side := float64(img.Size[i]) * img.Spacing[i]
		count[i] = min(max(int(math.Round(side/s.step)), 1), img.Size[i])
		s.reach[i] = int(math.Ceil(s.step / img.Spacing[i]))
	}
	for z := range count[2] {
		for y := range count[1] {
			for x := range count[0] {
				var c centre
				for i, k := range [3]int{x, y, z} {
					c.at[i] = (float64(k)+0.5)*float64(img.Size[i])/float64(count[i]) - 0.5
				}
				s.centres = append(s.centres, c)
			}
		}
	}
	for k := range s.centres {
		c := &s.centres[k]
		c.value = s.value[img.Index(int(c.at[0]+0.5), int(c.at[1]+0.5), int(c.at[2]+0.5))]
	}
	for i := range s.label {
		s.label[i] = -1
	}
	return s
}

// assign gives each voxel to the closest cluster, by slices side by side, and
// reports whether any changed. Of clusters that are as close the first is taken.
func (s *slic) assign() bool {
	weight := [3]float64{}
	for i := range 3 {
		weight[i] = s.Spacing[i] * s.Spacing[i] / (s.step * s.step)
	}
	changed := make([]bool, s.Size[2])
	slicewise(s.Size[2], func(z int) {
		from, to := s.Index(0, 0, z), s.Index(0, 0, z)+s.Size[0]*s.Size[1]
		before := slices.Clone(s.label[from:to])
		for i := from; i < to; i++ {
			s.closest[i] = math.Inf(1)
		}
		for k := range s.centres {
			c := &s.centres[k]
			dz := float64(z) - c.at[2]
			lo, hi := s.window(c)
			if z < lo[2] || z >= hi[2] {
				continue
			}
			for y := lo[1]; y < hi[1]; y++ {
				dy := float64(y) - c.at[1]
				base := dz*dz*weight[2] + dy*dy*weight[1]
				i := s.Index(lo[0], y, z)
				for x := lo[0]; x < hi[0]; x++ {
					dx, dv := float64(x)-c.at[0], s.value[i]-c.value
					if d := base + dx*dx*weight[0] + dv*dv; d < s.closest[i] {
						s.closest[i], s.label[i] = d, int32(k)
					}
					i++
				}
			}
		}
		changed[z] = !slices.Equal(before, s.label[from:to])
	})
	return slices.Contains(changed, true)
}

// window returns the box in which a cluster looks for its voxels.
func (s *slic) window(c *centre) (lo, hi [3]int) {
	for i := range 3 {
		at := int(c.at[i] + 0.5)
		lo[i], hi[i] = max(at-s.reach[i], 0), min(at+s.reach[i]+1, s.Size[i])
	}
	return lo, hi
}

// update moves each cluster to the mean of its voxels; one without stays.
func (s *slic) update() {
	sums, n := make([]centre, len(s.centres)), make([]float64, len(s.centres))
	i := 0
	for z := range s.Size[2] {
		for y := range s.Size[1] {
			for x := range s.Size[0] {
				if k := s.label[i]; k >= 0 {
					c := &sums[k]
					c.at[0] += float64(x)
					c.at[1] += float64(y)
					c.at[2] += float64(z)
					c.value += s.value[i]
					n[k]++
				}
				i++
			}
		}
	}
	for k := range sums {
		if n[k] > 0 {
			for i := range 3 {
				s.centres[k].at[i] = sums[k].at[i] / n[k]
			}
			s.centres[k].value = sums[k].value / n[k]
		}
	}
}

// connected numbers the connected parts of the clusters, by faces, in the order
// of their first voxels. A part below half the mean size takes the number of a
// neighbour that has one.
func (s *slic) connected() (labels []int32, n int) {
	labels = make([]int32, len(s.label))
	for i := range labels {
		labels[i] = -1
	}
	nx, ny, nz := s.Size[0], s.Size[1], s.Size[2]
	area := nx * ny
	var part []int
	for seed := range labels {
		if labels[seed] >= 0 {
			continue
		}
		neighbour := int32(-1)
		part = append(part[:0], seed)
		labels[seed] = int32(n)
		for next := 0; next < len(part); next++ {
			i := part[next]
			x, y, z := s.Voxel(i)
			look := func(j int) {
				switch {
				case s.label[j] == s.label[i] && labels[j] < 0:
					labels[j] = int32(n)
					part = append(part, j)
				case labels[j] >= 0 && labels[j] != int32(n):
					neighbour = labels[j]
				}
			}
			if x > 0 {
				look(i - 1)
			}
			if x < nx-1 {
				look(i + 1)
			}
			if y > 0 {
				look(i - nx)
			}
			if y < ny-1 {
				look(i + nx)
			}
			if z > 0 {
				look(i - area)
			}
			if z < nz-1 {
				look(i + area)
			}
		}
		if 2*len(part) < s.size && neighbour >= 0 {
			for _, i := range part {
				labels[i] = neighbour
			}
			continue
		}
		n++
	}
	return labels, n
}

// slicewise calls do for each slice, several at a time; each call writes to its
// own slice.
func slicewise(n int, do func(z int)) {
	var wg sync.WaitGroup
	workers := min(runtime.GOMAXPROCS(0), n)
	for w := range workers {
		wg.Go(func() {
			for z := w; z < n; z += workers {
				do(z)
			}
		})
	}
	wg.Wait()
}

// smooth applies a Gaussian with a standard deviation in mm, cut off at four of
// them, along each axis. An edge is repeated.
func smooth(data []float64, size [3]int, spacing [3]float64, sd float64) {
	step := 1
	for axis := range 3 {
		sigma := sd / spacing[axis]
		radius := int(4*sigma + 0.5)
		kernel := make([]float64, 2*radius+1)
		sum := 0.0
		for k := range kernel {
			d := float64(k-radius) / sigma
			kernel[k] = math.Exp(-d * d / 2)
			sum += kernel[k]
		}
		for k := range kernel {
			kernel[k] /= sum
		}
		n := size[axis]
		line := make([]float64, n+2*radius)
		for start := range data {
			if start/step%n != 0 {
				continue
			}
			for k := range line {
				line[k] = data[start+step*min(max(k-radius, 0), n-1)]
			}
			for i := range n {
				v := 0.0
				for k, w := range kernel {
					v += w * line[i+k]
				}
				data[start+step*i] = v
			}
		}
		step *= n
	}
}
