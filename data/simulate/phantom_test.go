package simulate_test

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"testing"

	"hcclab/data/simulate"
	"hcclab/hccp53/voi"
	"hcclab/hccp53/volume"
)

func ExamplePhantom() {
	study, err := simulate.Phantom(simulate.Defaults().Small(), 0)
	if err != nil {
		fmt.Println(err)
		return
	}
	ap := study.Phases[1]
	fmt.Println(ap.Size, ap.Spacing)
	fmt.Println("VOI on the grid of AP:", study.VOI.Equal(ap.Grid))
	// Output:
	// [56 48 20] [5 5 7]
	// VOI on the grid of AP: true
}

// each makes the study of the first n patients of a cohort.
func each(t *testing.T, o simulate.Options, n int, do func(i int, p simulate.Patient, s *simulate.Study)) {
	t.Helper()
	all, _ := patients(t, o)
	for i := range min(n, len(all)) {
		s, err := simulate.Phantom(o, i)
		if err != nil {
			t.Fatal(err)
		}
		do(i, all[i], s)
	}
}

func TestMasks(t *testing.T) {
	o := simulate.Defaults().Small()
	each(t, o, 40, func(i int, p simulate.Patient, s *simulate.Study) {
		for name, m := range map[string]*volume.Mask{"tumour": s.Tumour, "VOI": s.VOI} {
			if m.Count() == 0 {
				t.Errorf("patient %d: empty %s", i, name)
			}
			for k, in := range m.Data {
				if in && !s.Liver.Data[k] {
					t.Errorf("patient %d: %s outside the liver", i, name)
					break
				}
			}
		}
		sphere := math.Pi / 6 * math.Pow(10*p.TumourSize, 3)
		if r := s.Truth.TumourVolume / sphere; r < 0.25 || r > 1 {
			t.Errorf("patient %d: tumour volume %.2f of the sphere of its size", i, r)
		}
		got := float64(s.Tumour.Count()) * s.Tumour.VoxelVolume()
		if math.Abs(got/s.Truth.TumourVolume-1) > 0.05+2/math.Pow(float64(s.Tumour.Count()), 2.0/3) {
			t.Errorf("patient %d: %.0f mm³ of voxels, %.0f mm³ stated", i, got, s.Truth.TumourVolume)
		}
		if (s.SecondReader != nil) != p.ReadThrice || (s.Reread != nil) != p.ReadThrice {
			t.Errorf("patient %d: read thrice %v", i, p.ReadThrice)
		}
	})
}

// The distribution of the Dice coefficient between readings, on the full
// matrix: most between 0.85 and 0.95, small tumours below.
func TestReaderAgreement(t *testing.T) {
	o := simulate.Defaults().Sized(16)
	o.Readings = 16
	var second, again []float64
	each(t, o, 16, func(i int, p simulate.Patient, s *simulate.Study) {
		second = append(second, voi.Dice(s.VOI, s.SecondReader))
		again = append(again, voi.Dice(s.VOI, s.Reread))
	})
	slices.Sort(second)
	slices.Sort(again)
	t.Logf("Dice with the second reader %.3f, with the re-read %.3f (medians of %d); lowest %.3f and %.3f", second[8], again[8], len(second), second[0], again[0])
	for name, d := range map[string][]float64{"second reader": second, "re-read": again} {
		if d[8] < 0.87 || d[8] > 0.96 || d[0] < 0.65 {
			t.Errorf("%s: median %.3f, lowest %.3f", name, d[8], d[0])
		}
	}
}

// The texture trait is visible where truth says: the spread of the arterial
// phase inside the VOI follows it, that of the delayed phase hardly.
func TestTextureShowsInTheArterialPhase(t *testing.T) {
	o := simulate.Defaults().Sized(40)
	o.Matrix, o.Spacing = [3]int{80, 68, 28}, [3]float64{3.5, 3.5, 5} // half the voxels
	var trait, ap, dp []float64
	each(t, o, 40, func(i int, p simulate.Patient, s *simulate.Study) {
		trait = append(trait, p.Texture)
		ap = append(ap, localContrast(s.Phases[1], s.VOI))
		dp = append(dp, localContrast(s.Phases[3], s.VOI))
	})
	inAP, inDP := correlation(trait, ap), correlation(trait, dp)
	t.Logf("correlation with the texture trait: AP %.2f, DP %.2f", inAP, inDP)
	if inAP < 0.45 || inDP > inAP-0.2 { // standard error 0.16
		t.Errorf("correlation with the texture trait: AP %.2f, DP %.2f", inAP, inDP)
	}
}

// localContrast is the mean difference between neighbours in the VOI, relative
// to the mean.
func localContrast(img *volume.Image, m *volume.Mask) float64 {
	sum, pairs, mean, n := 0.0, 0.0, 0.0, 0.0
	for i, in := range m.Data {
		if !in {
			continue
		}
		mean, n = mean+img.Data[i], n+1
		if x, y, z := m.Voxel(i); x+1 < m.Size[0] && m.At(x+1, y, z) {
			sum, pairs = sum+math.Abs(img.At(x+1, y, z)-img.Data[i]), pairs+1
		}
	}
	return sum / max(pairs, 1) / (mean / n)
}

func correlation(a, b []float64) float64 {
	ma, sa := moments(a)
	mb, sb := moments(b)
	sum := 0.0
	for i := range a {
		sum += (a[i] - ma) * (b[i] - mb) / (sa * sb)
	}
	return sum / float64(len(a)-1)
}

// Stored values are whole multiples of the rescale slope, 12 bits of them, and
// slopes differ from series to series.
func TestImagesAreStored(t *testing.T) {
	slopes := map[float64]bool{}
	each(t, simulate.Defaults().Small(), 6, func(i int, p simulate.Patient, s *simulate.Study) {
		for k, img := range s.Phases {
			smallest := math.Inf(1)
			for _, v := range img.Data {
				if v > 0 {
					smallest = min(smallest, v)
				}
			}
			levels := map[int]bool{}
			for _, v := range img.Data {
				levels[int(math.Round(v/smallest))] = true
				if math.Abs(v/smallest-math.Round(v/smallest)) > 1e-6 {
					t.Fatalf("patient %d, phase %d: %g is no multiple of %g", i, k, v, smallest)
				}
			}
			if top := slices.Max(img.Data) / smallest; top > 4095.5 || len(levels) < 500 {
				t.Errorf("patient %d, phase %d: highest level %.0f, %d levels", i, k, top, len(levels))
			}
			slopes[smallest] = true
		}
	})
	if len(slopes) < 12 {
		t.Errorf("%d different slopes in 24 volumes", len(slopes))
	}
}

// No two volumes share their noise: in the air at the corner they are not
// correlated.
func TestNoiseIsIndependent(t *testing.T) {
	var corners [][]float64
	each(t, simulate.Defaults().Small(), 3, func(_ int, _ simulate.Patient, s *simulate.Study) {
		for _, img := range s.Phases {
			var corner []float64
			for z := range img.Size[2] {
				for y := range 4 {
					for x := range 4 {
						corner = append(corner, img.At(x, y, z))
					}
				}
			}
			corners = append(corners, corner)
		}
	})
	for i, a := range corners {
		for k, b := range corners[:i] {
			if r := correlation(a, b); math.Abs(r) > 0.25 { // 320 values: standard error 0.056
				t.Errorf("volumes %d and %d: correlation of the noise %.2f", i, k, r)
			}
		}
	}
}

func TestPhantomOutOfRange(t *testing.T) {
	for _, i := range []int{-1, 320} {
		if _, err := simulate.Phantom(simulate.Defaults(), i); !errors.Is(err, simulate.ErrOptions) {
			t.Errorf("patient %d: %v", i, err)
		}
	}
}
