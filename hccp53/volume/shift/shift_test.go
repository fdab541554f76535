package shift_test

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"hcclab/data/simulate/kinetics"
	"hcclab/data/simulate/phantom"
	"hcclab/hccp53/provenance"
	"hcclab/hccp53/volume"
	"hcclab/hccp53/volume/shift"
)

// grid is oblique: rotated by 0.4 rad about z.
func grid() volume.Grid {
	s, c := math.Sincos(0.4)
	return volume.Grid{Size: [3]int{60, 50, 30}, Spacing: [3]float64{2, 2.5, 4}, Origin: [3]float64{-50, 20, 3}, Direction: [3][3]float64{{c, s, 0}, {-s, c, 0}, {0, 0, 1}}}
}

// blob is an ellipsoid of a tissue, in voxels.
type blob struct {
	centre, radius [3]float64
	tissue         int
}

// scene draws some forty blobs, moved by so many voxels; each tissue has a
// brightness of its own.
func scene(g volume.Grid, moved [3]float64, brightness []float64, noise float64, seed uint64) *volume.Image {
	rng := rand.New(rand.NewPCG(1, 2))
	var blobs []blob
	for range 40 {
		b := blob{tissue: rng.IntN(len(brightness))}
		for k := range b.centre {
			b.centre[k] = rng.Float64()*float64(g.Size[k]) + moved[k]
			b.radius[k] = (4 + 10*rng.Float64()) / g.Spacing[k]
		}
		blobs = append(blobs, b)
	}
	grain := rand.New(rand.NewPCG(seed, 3))
	img := volume.NewImage(g)
	for i := range img.Data {
		x, y, z := g.Voxel(i)
		v := 100.0
		for _, b := range blobs {
			d := 0.0
			for k, at := range [3]int{x, y, z} {
				r := (float64(at) - b.centre[k]) / b.radius[k]
				d += r * r
			}
			if d < 6 { // partial volume over about a voxel
				v += (brightness[b.tissue] - v) / (1 + math.Exp(6*(math.Sqrt(d)-1)))
			}
		}
		img.Data[i] = v + noise*grain.NormFloat64()
	}
	return img
}

func lesion(g volume.Grid) *volume.Mask {
	m := volume.NewMask(g)
	for z := 12; z < 17; z++ {
		for y := 20; y < 28; y++ {
			for x := 25; x < 35; x++ {
				m.Data[m.Index(x, y, z)] = true
			}
		}
	}
	return m
}

var (
	arterial = []float64{200, 60, 140, 30}
	delayed  = []float64{90, 180, 150, 250} // what was bright is dark
)

// TestKnownShifts moves the scene by known ways, while the tissues change their
// brightness. Half a voxel is promised.
func TestKnownShifts(t *testing.T) {
	g := grid()
	a := scene(g, [3]float64{}, arterial, 4, 1)
	for _, voxels := range [][3]float64{{}, {1, 0, 0}, {0, -2, 0}, {0, 0, 1}, {3, 2, -2}, {0.5, -1.3, 0.4}, {-6.2, 3.7, 3.3}} {
		for name, other := range map[string][]float64{"same contrast": arterial, "other contrast": delayed} {
			e, err := shift.Between(a, scene(g, voxels, other, 4, 2), lesion(g))
			if err != nil {
				t.Errorf("%v, %s: %v", voxels, name, err)
				continue
			}
			for k := range voxels {
				along := 0.0
				for j := range e.MM {
					along += e.MM[j] * g.Direction[k][j]
				}
				if d := along/g.Spacing[k] - voxels[k]; math.Abs(d) > 0.4 {
					t.Errorf("%v, %s: off by %.2f voxels along axis %d", voxels, name, d, k)
				}
			}
		}
	}
}

// TestBrightnessAndDirection: the estimate knows no unit of brightness, and the
// way back is the way there.
func TestBrightnessAndDirection(t *testing.T) {
	g := grid()
	a, b := scene(g, [3]float64{}, arterial, 4, 1), scene(g, [3]float64{2, -1, 1}, delayed, 4, 2)
	want, err := shift.Between(a, b, lesion(g))
	if err != nil {
		t.Fatal(err)
	}
	bright := volume.NewImage(g)
	for i, v := range b.Data {
		bright.Data[i] = 7*v - 300
	}
	got, err := shift.Between(a, bright, lesion(g))
	if err != nil || math.Abs(got.Length()-want.Length()) > 1e-9 {
		t.Errorf("%v when bright, %v else (%v)", got, want, err)
	}
	back, err := shift.Between(b, a, lesion(g))
	if err != nil {
		t.Fatal(err)
	}
	for k := range want.MM {
		if math.Abs(back.MM[k]+want.MM[k]) > 1 {
			t.Errorf("there %v mm, back %v mm", want.MM, back.MM)
		}
	}
}

// TestOrgansOfThePhantom recovers the breath of simulated patients: their organs
// move, their wall and spine do not.
func TestOrgansOfThePhantom(t *testing.T) {
	g := volume.Grid{Size: [3]int{112, 96, 28}, Spacing: [3]float64{2.5, 2.5, 5}, Origin: [3]float64{-138.75, -118.75, -67.5}, Direction: volume.Axial}
	s := phantom.Scan{
		Grid: g, Sequence: kinetics.Sequence{RepetitionTime: 3.6, EchoTime: 1.7, FlipAngle: 12, R1: 4.5, R2: 5}, FieldStrength: 3,
		Supply: kinetics.NewBolus().Supply(170), Times: []float64{-60, 14, 50, 165}, Brightness: 100, SNR: 15,
		Shifts: [][3]float64{{0, 1, 4}, {}, {0, -2, -6.3}, {1.5, 3, 11}},
	}
	for seed, diameter := range []float64{20, 35, 60} {
		body := phantom.New(provenance.Rand(uint64(seed), "body"), phantom.Build{
			Lesion: phantom.Lesion{Diameter: diameter, Wavelength: 13, Flow: 90, Arterial: 0.85, Volume: 0.12}, Extent: [3]float64{280, 240, 140},
		})
		pictures, rng, tumour := body.Scan(s), provenance.Rand(uint64(seed), "noise"), body.Tumour(g)
		ap := pictures.Phase(rng, 1)
		for _, phase := range []int{0, 2, 3} {
			e, err := shift.Between(ap, pictures.Phase(rng, phase), tumour)
			for k, want := range s.Shifts[phase] {
				if d := e.MM[k] - want; err != nil || math.Abs(d) > 0.4*g.Spacing[k] {
					t.Errorf("lesion of %v mm, phase %d: off by %.2f mm along axis %d (%v)", diameter, phase, d, k, err)
				}
			}
		}
	}
}

func TestWhatCannotBeEstimated(t *testing.T) {
	g := grid()
	a := scene(g, [3]float64{}, arterial, 4, 1)
	other := g
	other.Origin[2]++
	flat, grain := volume.NewImage(g), volume.NewImage(g)
	rng := rand.New(rand.NewPCG(9, 9))
	for i := range grain.Data {
		grain.Data[i] = rng.NormFloat64()
	}
	for name, c := range map[string]struct {
		b    *volume.Image
		mask *volume.Mask
		want error
	}{
		"other grid":         {volume.NewImage(other), lesion(g), shift.ErrGrids},
		"empty lesion":       {a, volume.NewMask(g), shift.ErrRegion},
		"lesion on another":  {a, lesion(other), shift.ErrRegion},
		"without contrast":   {flat, lesion(g), shift.ErrUnsure},
		"noise":              {grain, lesion(g), shift.ErrUnsure},
		"moved out of reach": {scene(g, [3]float64{0, 0, 9}, arterial, 4, 2), lesion(g), shift.ErrUnsure},
	} {
		if e, err := shift.Between(a, c.b, c.mask); !errors.Is(err, c.want) || e != (shift.Estimate{}) {
			t.Errorf("%s: %v (%v), want %v", name, e, err, c.want)
		}
	}
}

// A slab of one or two slices is compared within its planes.
func TestThinSlab(t *testing.T) {
	g := grid()
	g.Size[2] = 1
	a, b := scene(g, [3]float64{}, arterial, 2, 1), scene(g, [3]float64{3, -2, 0}, delayed, 2, 2)
	m := volume.NewMask(g)
	m.Data[m.Index(30, 25, 0)] = true
	e, err := shift.Between(a, b, m)
	if err != nil || math.Abs(e.Length()-math.Hypot(6, 5)) > 1.2 || e.MM[2] != 0 {
		t.Errorf("%v (%v)", e, err)
	}
}

func ExampleBetween() {
	g := volume.Grid{Size: [3]int{60, 50, 30}, Spacing: [3]float64{2, 2, 2}, Direction: volume.Axial}
	ap := scene(g, [3]float64{}, arterial, 4, 1)
	dp := scene(g, [3]float64{0, 0, 3}, delayed, 4, 2) // three voxels of 2 mm towards the head
	e, err := shift.Between(ap, dp, lesion(g))
	fmt.Printf("%.0f mm towards the head %v\n", e.MM[2], err)
	// Output:
	// 6 mm towards the head <nil>
}

func BenchmarkBetween(b *testing.B) {
	g := grid()
	x, y, m := scene(g, [3]float64{}, arterial, 4, 1), scene(g, [3]float64{2, -1, 1}, delayed, 4, 2), lesion(g)
	for b.Loop() {
		if _, err := shift.Between(x, y, m); err != nil {
			b.Fatal(err)
		}
	}
}
