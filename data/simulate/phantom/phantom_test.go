package phantom_test

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"hcclab/data/simulate/kinetics"
	"hcclab/data/simulate/phantom"
	"hcclab/hccp53/provenance"
	"hcclab/hccp53/volume"
)

// grid is coarse in plane and through it, but fine enough for a tumour of
// 4 cm.
func grid(x, y, z float64) volume.Grid {
	g := volume.Grid{Size: [3]int{int(280 / x), int(240 / y), int(140 / z)}, Spacing: [3]float64{x, y, z}, Direction: volume.Axial}
	for k := range g.Origin {
		g.Origin[k] = -float64(g.Size[k]-1) / 2 * g.Spacing[k]
	}
	return g
}

var extent = [3]float64{280, 240, 140}

func plain(diameter float64) phantom.Lesion {
	return phantom.Lesion{Diameter: diameter, Wavelength: 13, Flow: 90, Arterial: 0.85, Volume: 0.12}
}

// scan is the protocol of the notes' table at 3 T with little noise.
func scan(g volume.Grid) phantom.Scan {
	return phantom.Scan{
		Grid: g, Sequence: kinetics.Sequence{RepetitionTime: 3.6, EchoTime: 1.7, FlipAngle: 12, R1: 4.5, R2: 5}, FieldStrength: 3,
		Supply: kinetics.NewBolus().Supply(170), Times: []float64{-60, 14, 50, 165}, Shifts: make([][3]float64, 4), Brightness: 100, SNR: 1000,
	}
}

func body(seed uint64, l phantom.Lesion) *phantom.Anatomy {
	return phantom.New(provenance.Rand(seed, "body"), phantom.Build{Lesion: l, Extent: extent})
}

func Example() {
	g := grid(5, 5, 7)
	body := phantom.New(provenance.Rand(1, "body"), phantom.Build{Lesion: plain(50), Extent: extent})
	pictures := body.Scan(scan(g))
	tumour := body.Tumour(g)
	rng := provenance.Rand(1, "noise")
	for i, phase := range []string{"pre", "AP", "PVP", "DP"} {
		img := pictures.Phase(rng, i)
		liver := body.Liver(g)
		for k := range liver.Data {
			liver.Data[k] = liver.Data[k] && !tumour.Data[k]
		}
		fmt.Printf("%-3s tumour brighter than liver: %v\n", phase, median(img, tumour) > median(img, liver))
	}
	// Output:
	// pre tumour brighter than liver: false
	// AP  tumour brighter than liver: true
	// PVP tumour brighter than liver: false
	// DP  tumour brighter than liver: false
}

func ExampleAnatomy_Draw() {
	g := grid(2.5, 2.5, 5)
	body := phantom.New(provenance.Rand(1, "body"), phantom.Build{Lesion: plain(40), Extent: extent})
	voi := body.Draw(provenance.Rand(1, "reader"), g, phantom.Reader{Wander: 0.5, Relative: 0.03, Shift: 0.5})
	fmt.Printf("Dice with the truth above 0.9: %v\n", dice(voi, body.Tumour(g)) > 0.9)
	// Output:
	// Dice with the truth above 0.9: true
}

func values(img *volume.Image, m *volume.Mask) (v []float64) {
	for i, in := range m.Data {
		if in {
			v = append(v, img.Data[i])
		}
	}
	slices.Sort(v)
	return v
}

func median(img *volume.Image, m *volume.Mask) float64 {
	v := values(img, m)
	return v[len(v)/2]
}

func spread(img *volume.Image, m *volume.Mask) float64 {
	v := values(img, m)
	return (v[len(v)*3/4] - v[len(v)/4]) / v[len(v)/2]
}

func dice(a, b *volume.Mask) float64 {
	both := 0
	for i := range a.Data {
		if a.Data[i] && b.Data[i] {
			both++
		}
	}
	return 2 * float64(both) / float64(a.Count()+b.Count())
}

// Every tumour of up to 12 cm lies in the liver and in the field of view, has
// the volume it says, and is as wide as it says.
func TestTumourIsInTheLiver(t *testing.T) {
	g := grid(2.5, 2.5, 5)
	for seed := range uint64(24) {
		diameter := 10 + 110*float64(seed)/23
		l := plain(diameter)
		l.Lobulation, l.Ragged = 0.2*float64(seed%3)/2, seed%2 == 0
		a := body(seed, l)
		m, liver := a.Tumour(g), a.Liver(g)
		outside := 0
		for i, in := range m.Data {
			if in && !liver.Data[i] {
				outside++
			}
		}
		if outside > 0 {
			t.Errorf("%.0f mm: %d of %d voxels outside the liver", diameter, outside, m.Count())
		}
		lo, hi, ok := m.Box()
		if !ok {
			t.Fatalf("%.0f mm: empty", diameter)
		}
		for k := range lo {
			if lo[k] == 0 || hi[k] == g.Size[k] {
				t.Errorf("%.0f mm: touches the border of the field of view", diameter)
			}
		}
		got, want := float64(m.Count())*g.VoxelVolume(), a.TumourVolume()
		// A mask of n voxels errs by about the square root of the number of
		// its surface voxels.
		tolerance := 0.02 + 1.5/math.Pow(float64(m.Count()), 2.0/3)
		if math.Abs(got/want-1) > tolerance {
			t.Errorf("%.0f mm: %.0f mm³ of voxels, %.0f mm³ stated (tolerance %.0f %%)", diameter, got, want, 100*tolerance)
		}
		if full := math.Pi / 6 * math.Pow(diameter, 3); !(want > 0.2*full && want < full) {
			t.Errorf("%.0f mm: volume %.2f of the sphere", diameter, want/full)
		}
		if l.Lobulation == 0 && !l.Ragged && want < 0.65*math.Pi/6*math.Pow(diameter, 3) { // 0.84² = 0.71
			t.Errorf("%.0f mm: an egg with volume %.2f of the sphere", diameter, want/(math.Pi/6*math.Pow(diameter, 3)))
		}
		if diameter > 30 {
			if d := widest(m); math.Abs(d-diameter) > 8 { // a voxel's diagonal is 6.1 mm
				t.Errorf("%.0f mm: %.0f mm wide", diameter, d)
			}
		}
	}
}

// widest is the largest distance between voxels of the mask, by its outermost
// voxels in 200 directions.
func widest(m *volume.Mask) float64 {
	rng := provenance.Rand(1, "directions")
	best := 0.0
	for range 200 {
		u := [3]float64{rng.NormFloat64(), rng.NormFloat64(), rng.NormFloat64()}
		l := math.Sqrt(u[0]*u[0] + u[1]*u[1] + u[2]*u[2])
		low, high := math.Inf(1), math.Inf(-1)
		for i, in := range m.Data {
			if in {
				x, y, z := m.Voxel(i)
				p := m.Point(float64(x), float64(y), float64(z))
				s := (p[0]*u[0] + p[1]*u[1] + p[2]*u[2]) / l
				low, high = min(low, s), max(high, s)
			}
		}
		best = max(best, high-low)
	}
	return best
}

func TestLiverHasAHumanSize(t *testing.T) {
	g := grid(5, 5, 5)
	for seed := range uint64(6) {
		litres := float64(body(seed, plain(30)).Liver(g).Count()) * g.VoxelVolume() / 1e6
		if litres < 1.1 || litres > 1.9 { // adults: about 1.2 to 1.8 L
			t.Errorf("a liver of %.2f L", litres)
		}
	}
}

// What the columns say can be seen: each property changes the picture of the
// same tumour where it should.
func TestPropertiesShow(t *testing.T) {
	g := grid(2.5, 2.5, 5)
	picture := func(l phantom.Lesion, phase int) (*volume.Image, *phantom.Anatomy) {
		a := body(3, l)
		return a.Scan(scan(g)).Phase(provenance.Rand(1, "noise"), phase), a
	}
	shells := func(a *phantom.Anatomy) (core, edge, around *volume.Mask) {
		in := a.Tumour(g)
		return inner(in, 4), ring(in, -1, 0), ring(in, 0, 1)
	}
	const ap, dp = 1, 3
	base := plain(50)
	img, a := picture(base, ap)
	core, edge, _ := shells(a)
	if r := median(img, edge) / median(img, core); r > 1.1 {
		t.Errorf("AP without rim: edge %.2f times the core", r)
	}
	rim := base
	rim.Rim = true
	img, a = picture(rim, ap)
	core, edge, _ = shells(a)
	if r := median(img, edge) / median(img, core); r < 1.3 {
		t.Errorf("AP with rim: edge %.2f times the core", r)
	}
	img, a = picture(base, dp)
	_, _, around := shells(a)
	without := median(img, around)
	capsule := base
	capsule.Capsule = true
	img, a = picture(capsule, dp)
	core, _, around = shells(a)
	if with := median(img, around); with < 1.05*without || with < 1.3*median(img, core) {
		t.Errorf("DP: capsule %.0f, without %.0f, tumour %.0f", with, without, median(img, core))
	}
	even, uneven := base, base
	uneven.Heterogeneity = 0.5
	img, a = picture(even, ap)
	flat := spread(img, a.Tumour(g))
	img, a = picture(uneven, ap)
	if rough := spread(img, a.Tumour(g)); rough < 3*flat {
		t.Errorf("AP: interquartile range %.3f of the median, even tumour %.3f", rough, flat)
	}
	dead := base
	dead.Necrosis = 0.5
	img, a = picture(dead, ap)
	if v := values(img, inner(a.Tumour(g), 4)); v[len(v)/50] > 0.4*v[len(v)*9/10] {
		t.Errorf("AP: no dark necrosis: %.0f to %.0f", v[len(v)/50], v[len(v)*9/10])
	}
	ragged := base
	ragged.Ragged = true
	if body(3, ragged).Tumour(g).Count() == body(3, base).Tumour(g).Count() {
		t.Error("a ragged margin changes nothing")
	}
	satellites := base
	satellites.Satellites = 3
	with, _ := picture(satellites, ap)
	img, _ = picture(base, ap)
	changed := 0
	for i := range img.Data {
		if math.Abs(with.Data[i]-img.Data[i]) > 20 {
			changed++
		}
	}
	if changed < 20 {
		t.Errorf("three satellites change %d voxels", changed)
	}
}

// ring returns the voxels whose in-plane distance to the outline is within
// (from, to] voxels; negative is inside.
func ring(m *volume.Mask, from, to int) *volume.Mask {
	r := volume.NewMask(m.Grid)
	big, small := dilate(m, to), dilate(m, from)
	for i := range r.Data {
		r.Data[i] = big.Data[i] && !small.Data[i]
	}
	return r
}

func inner(m *volume.Mask, n int) *volume.Mask { return dilate(m, -n) }

// dilate grows (or shrinks) the mask by n voxels within the slices.
func dilate(m *volume.Mask, n int) *volume.Mask {
	out := &volume.Mask{Grid: m.Grid, Data: slices.Clone(m.Data)}
	for range max(n, -n) {
		before := slices.Clone(out.Data)
		for i := range out.Data {
			x, y, z := m.Voxel(i)
			for _, d := range [][2]int{{1, 0}, {-1, 0}, {0, 1}, {0, -1}} {
				a, b := x+d[0], y+d[1]
				if a < 0 || b < 0 || a >= m.Size[0] || b >= m.Size[1] {
					continue
				}
				if neighbour := before[m.Index(a, b, z)]; neighbour == (n > 0) {
					out.Data[i] = n > 0
				}
			}
		}
	}
	return out
}

// Air holds Rician noise alone: mean σ√(π/2), and σ is brightness over SNR.
func TestNoise(t *testing.T) {
	g := grid(5, 5, 7)
	s := scan(g)
	s.SNR = 20
	img := body(1, plain(30)).Scan(s).Phase(provenance.Rand(1, "noise"), 0)
	sum, n := 0.0, 0
	for z := range g.Size[2] {
		for x := range 3 {
			for y := range 3 { // a corner of the field of view
				sum += img.At(x, y, z)
				n++
			}
		}
	}
	want := 100.0 / 20 * math.Sqrt(math.Pi/2)
	if got := sum / float64(n); math.Abs(got/want-1) > 0.15 { // 180 values: 4 % standard error
		t.Errorf("mean of air %.2f, want %.2f", got, want)
	}
}

func TestBrightnessAndCoil(t *testing.T) {
	g := grid(5, 5, 7)
	a := body(1, plain(30))
	liver := a.Liver(g)
	s := scan(g)
	if got := median(a.Scan(s).Phase(provenance.Rand(1, "noise"), 0), liver); math.Abs(got-100) > 3 {
		t.Errorf("liver before contrast %.1f, want 100", got)
	}
	s.Coil.Linear[0] = 0.2 // brighter to the left, darker at the liver
	if got := median(a.Scan(s).Phase(provenance.Rand(1, "noise"), 0), liver); got > 96 || got < 80 {
		t.Errorf("liver under a slanted coil %.1f", got)
	}
}

// A breath-hold 10 mm higher moves the tumour by two slices of 5 mm.
func TestShiftMovesTheOrgans(t *testing.T) {
	g := grid(2.5, 2.5, 5)
	a := body(2, plain(40))
	s := scan(g)
	s.Shifts[3] = [3]float64{0, 0, 10}
	pictures := a.Scan(s)
	rest := a.Scan(scan(g)).Phase(provenance.Rand(1, "noise"), 3)
	moved := pictures.Phase(provenance.Rand(1, "noise"), 3)
	m := inner(a.Tumour(g), 1)
	lo, hi, _ := m.Box()
	sum, n := 0.0, 0.0
	for i, in := range m.Data {
		if x, y, z := m.Voxel(i); in && z > lo[2] && z < hi[2]-1 {
			sum += math.Abs(moved.At(x, y, z+2) - rest.At(x, y, z))
			n++
		}
	}
	if sum/n > 2 { // noise is 0.1
		t.Errorf("the tumour differs by %.1f on average after a shift by two slices", sum/n)
	}
}

func TestSameStreamSameBody(t *testing.T) {
	g := grid(5, 5, 7)
	l := plain(40)
	l.Heterogeneity, l.Lobulation = 0.4, 0.1
	a, b := body(5, l).Scan(scan(g)).Phase(provenance.Rand(1, "n"), 1), body(5, l).Scan(scan(g)).Phase(provenance.Rand(1, "n"), 1)
	if !slices.Equal(a.Data, b.Data) {
		t.Error("the same streams give other pictures")
	}
	c := body(6, l).Scan(scan(g)).Phase(provenance.Rand(1, "n"), 1)
	if slices.Equal(a.Data, c.Data) {
		t.Error("another stream gives the same picture")
	}
}

// A very coarse grid may have no voxel centre in a small tumour; the masks
// still mark one.
func TestMasksAreNeverEmpty(t *testing.T) {
	g := grid(20, 20, 20)
	for seed := range uint64(10) {
		a := body(seed, plain(10))
		if n := a.Tumour(g).Count(); n == 0 {
			t.Error("empty tumour")
		}
		if n := a.Draw(provenance.Rand(seed, "r"), g, phantom.Reader{Bias: -2, Shift: 1}).Count(); n == 0 {
			t.Error("empty VOI")
		}
	}
}

func TestReadersAgree(t *testing.T) {
	g := grid(2.5, 2.5, 5)
	reader := phantom.Reader{Wander: 0.3, Relative: 0.018, Shift: 0.25}
	for seed := range uint64(5) {
		l := plain(40)
		l.Lobulation = 0.1
		a := body(seed, l)
		v := a.Draw(provenance.Rand(seed, "one"), g, reader)
		w := a.Draw(provenance.Rand(seed, "two"), g, reader)
		if d := dice(v, w); d < 0.85 || d > 0.99 {
			t.Errorf("Dice of two readings %.3f", d)
		}
		wide := a.Draw(provenance.Rand(seed, "one"), g, phantom.Reader{Bias: 2})
		if !(wide.Count() > a.Tumour(g).Count()) {
			t.Error("a reader with a wide hand draws a smaller tumour")
		}
		far := a.Draw(provenance.Rand(seed, "one"), g, phantom.Reader{Bias: 25})
		liver := a.Liver(g)
		for i, in := range far.Data {
			if in && !liver.Data[i] {
				t.Error("a reader draws beyond the liver")
				break
			}
		}
		if _, sizes := v.Components(); len(sizes) != 1 {
			t.Errorf("a VOI in %d pieces", len(sizes))
		}
	}
}
