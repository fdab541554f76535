package rtstruct_test

import (
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"hcclab/hccp53/mri/rtstruct"
	"hcclab/hccp53/volume"
)

func flat(n int) volume.Grid {
	return volume.Grid{Size: [3]int{n, n, 1}, Spacing: [3]float64{1, 1, 1}, Direction: volume.Axial}
}

func polygon(kind string, z float64, xy ...float64) rtstruct.Contour {
	c := rtstruct.Contour{Type: kind}
	for i := 0; i < len(xy); i += 2 {
		c.Points = append(c.Points, [3]float64{xy[i], xy[i+1], z})
	}
	return c
}

func set(contours ...rtstruct.Contour) *rtstruct.Structures {
	return &rtstruct.Structures{ROIs: []rtstruct.ROI{{Number: 1, Contours: contours}}}
}

func mask(t *testing.T, on volume.Grid, contours ...rtstruct.Contour) *volume.Mask {
	t.Helper()
	m, _, err := set(contours...).Mask(1, on)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// rows draws slice 0 with one character a voxel.
func rows(m *volume.Mask) string {
	var b strings.Builder
	for y := range m.Size[1] {
		for x := range m.Size[0] {
			if m.At(x, y, 0) {
				b.WriteByte('#')
			} else {
				b.WriteByte('.')
			}
		}
		b.WriteByte('\n')
	}
	return b.String()
}

const closed = "CLOSED_PLANAR"

func TestShapes(t *testing.T) {
	outer := polygon(closed, 0, 0.5, 0.5, 5.5, 0.5, 5.5, 5.5, 0.5, 5.5)
	hole := polygon(closed, 0, 1.5, 1.5, 4.5, 1.5, 4.5, 4.5, 1.5, 4.5)
	island := polygon(closed, 0, 2.5, 2.5, 3.5, 2.5, 3.5, 3.5, 2.5, 3.5)
	xor := func(c rtstruct.Contour) rtstruct.Contour { c.Type = "CLOSEDPLANAR_XOR"; return c }
	ring := "......\n.#####\n.#...#\n.#...#\n.#...#\n.#####\n"
	for name, c := range map[string]struct {
		contours []rtstruct.Contour
		want     string
		note     string
	}{
		"hole":           {[]rtstruct.Contour{outer, hole}, ring, ""},
		"hole first":     {[]rtstruct.Contour{hole, outer}, ring, ""},
		"hole by XOR":    {[]rtstruct.Contour{xor(outer), xor(hole)}, ring, ""},
		"island":         {[]rtstruct.Contour{island, hole, outer}, "......\n.#####\n.#...#\n.#.#.#\n.#...#\n.#####\n", ""},
		"keyhole":        {[]rtstruct.Contour{polygon(closed, 0, 0.5, 0.5, 5.5, 0.5, 5.5, 5.5, 0.5, 5.5, 0.5, 3, 1.5, 3, 1.5, 4.5, 4.5, 4.5, 4.5, 1.5, 1.5, 1.5, 1.5, 3, 0.5, 3)}, ring, ""},
		"centres":        {[]rtstruct.Contour{polygon(closed, 0, 1, 1, 4, 1, 4, 4, 1, 4)}, "......\n.###..\n.###..\n.###..\n......\n......\n", ""},
		"overlap":        {[]rtstruct.Contour{polygon(closed, 0, 0.5, 0.5, 3.5, 0.5, 3.5, 3.5, 0.5, 3.5), polygon(closed, 0, 2.5, 2.5, 5.5, 2.5, 5.5, 5.5, 2.5, 5.5)}, "......\n.###..\n.###..\n.##.##\n...###\n...###\n", "the 1 voxels that both have are left out"},
		"twice":          {[]rtstruct.Contour{hole, hole}, "......\n......\n..###.\n..###.\n..###.\n......\n", "there twice"},
		"two points":     {[]rtstruct.Contour{hole, polygon(closed, 0, 0, 0, 5, 5)}, "......\n......\n..###.\n..###.\n..###.\n......\n", "fewer than three points left out: 1"},
		"a point":        {[]rtstruct.Contour{hole, polygon("POINT", 0, 3, 3)}, "......\n......\n..###.\n..###.\n..###.\n......\n", "points left out: 1"},
		"a line":         {[]rtstruct.Contour{polygon(closed, 0, 0, 0, 5, 5, 2, 2)}, strings.Repeat("......\n", 6), ""},
		"a row":          {[]rtstruct.Contour{polygon(closed, 0, 0, 2, 5, 2, 3, 2)}, strings.Repeat("......\n", 6), ""},
		"between voxels": {[]rtstruct.Contour{polygon(closed, 0, 1.1, 1.1, 1.9, 1.1, 1.5, 1.9)}, strings.Repeat("......\n", 6), ""},
		"over the edge":  {[]rtstruct.Contour{polygon(closed, 0, -1, -1, 6, -1, 6, 2.5, -1, 2.5)}, "######\n######\n######\n......\n......\n......\n", ""},
		"bow tie":        {[]rtstruct.Contour{polygon(closed, 0, 0.5, 0.5, 4.5, 4.5, 4.5, 0.5, 0.5, 4.5)}, "......\n.#..#.\n.#.##.\n.#.##.\n.#..#.\n......\n", ""},
	} {
		m, notes, err := set(c.contours...).Mask(1, flat(6))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if name == "bow tie" {
			// Only that both wings are there and the middle between them is not.
			if !m.At(1, 2, 0) || !m.At(4, 2, 0) || m.At(2, 1, 0) || m.At(3, 4, 0) {
				t.Errorf("%s:\n%s", name, rows(m))
			}
			continue
		}
		if got := rows(m); got != c.want {
			t.Errorf("%s:\n%swant\n%s", name, got, c.want)
		}
		if text := strings.Join(notes, "; "); !strings.Contains(text, c.note) || c.note == "" && text != "" {
			t.Errorf("%s: notes %q", name, text)
		}
	}
}

// TestInsideByAnotherRay compares random polygons, holes and all, with a count
// of crossings along y instead of x. No centre lies on a border.
func TestInsideByAnotherRay(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 7))
	const n = 24
	for range 200 {
		var contours []rtstruct.Contour
		for range 1 + rng.IntN(3) {
			c := rtstruct.Contour{Type: closed}
			for range 3 + rng.IntN(12) {
				c.Points = append(c.Points, [3]float64{rng.Float64() * (n - 1), rng.Float64() * (n - 1), 0})
			}
			contours = append(contours, c)
		}
		m := mask(t, flat(n), contours...)
		for i, got := range m.Data {
			x, y := float64(i%n), float64(i/n)
			inside := false
			for _, c := range contours {
				for k, p := range c.Points {
					q := c.Points[(k+1)%len(c.Points)]
					if (p[0] > x) != (q[0] > x) && y < p[1]+(x-p[0])*(q[1]-p[1])/(q[0]-p[0]) {
						inside = !inside
					}
				}
			}
			if got != inside {
				t.Fatalf("voxel %v %v: %v", x, y, got)
			}
		}
	}
}

// TestEachCentreHasOneOwner divides a square into triangles about a point,
// whose corners are voxel centres as often as not: each voxel belongs to
// exactly one.
func TestEachCentreHasOneOwner(t *testing.T) {
	rng := rand.New(rand.NewPCG(8, 8))
	const n = 12
	for range 300 {
		at := func() float64 { return float64(1+rng.IntN(4*(n-3))) / 4 }
		mid := []float64{at(), at()}
		// Points on the border of the square from 0 to n−2, in order.
		var border [][]float64
		for side, d := range [][]float64{{1, 0}, {0, 1}, {-1, 0}, {0, -1}} {
			corner := [][]float64{{0, 0}, {n - 2, 0}, {n - 2, n - 2}, {0, n - 2}}[side]
			cut := at()
			border = append(border, corner, []float64{corner[0] + d[0]*cut, corner[1] + d[1]*cut})
		}
		count := make([]int, n*n)
		for i, p := range border {
			q := border[(i+1)%len(border)]
			m := mask(t, flat(n), polygon(closed, 0, mid[0], mid[1], p[0], p[1], q[0], q[1]))
			for k, in := range m.Data {
				if in {
					count[k]++
				}
			}
		}
		for k, c := range count {
			want := 0
			if k%n < n-2 && k/n < n-2 { // the half-open rule for the square itself
				want = 1
			}
			if c != want {
				t.Fatalf("voxel %d %d has %d owners, want %d (middle %v)", k%n, k/n, c, want, mid)
			}
		}
	}
}

// TestWhatChangesNothing turns the outline round, starts it elsewhere, moves it
// with the grid, and turns both in space.
func TestWhatChangesNothing(t *testing.T) {
	rng := rand.New(rand.NewPCG(9, 9))
	c := rtstruct.Contour{Type: closed}
	for range 9 {
		c.Points = append(c.Points, [3]float64{rng.Float64() * 14, rng.Float64() * 14, 0})
	}
	want := mask(t, flat(16), c).Data
	same := func(name string, on volume.Grid, c rtstruct.Contour) {
		t.Helper()
		if got := mask(t, on, c).Data; !slices.Equal(got, want) {
			t.Errorf("%s: other voxels", name)
		}
	}
	back := rtstruct.Contour{Type: closed, Points: slices.Clone(c.Points)}
	slices.Reverse(back.Points)
	same("the other way round", flat(16), back)
	same("from another point", flat(16), rtstruct.Contour{Type: closed, Points: append(slices.Clone(c.Points[4:]), c.Points[:4]...)})
	same("closed by its first point again", flat(16), rtstruct.Contour{Type: closed, Points: append(slices.Clone(c.Points), c.Points[0])})
	g := flat(16)
	a, b := math.Cos(0.5), math.Sin(0.5)
	g.Direction = [3][3]float64{{a, 0, b}, {0, 1, 0}, {-b, 0, a}}
	g.Origin, g.Spacing = [3]float64{-100, 200, 30}, [3]float64{0.7, 0.9, 3}
	moved := rtstruct.Contour{Type: closed}
	for _, p := range c.Points {
		moved.Points = append(moved.Points, g.Point(p[0], p[1], p[2]))
	}
	same("oblique", g, moved)
}

func TestSlices(t *testing.T) {
	g := volume.Grid{Size: [3]int{6, 6, 8}, Spacing: [3]float64{1, 1, 2}, Direction: volume.Axial}
	at := func(z ...float64) (all []rtstruct.Contour) {
		for _, z := range z {
			all = append(all, polygon(closed, z, 1, 1, 4, 1, 4, 4, 1, 4))
		}
		return all
	}
	for name, c := range map[string]struct {
		z    []float64
		want []int // slices
		note string
		err  error
		says string
	}{
		"on slices":           {[]float64{4, 6, 8}, []int{2, 3, 4}, "", nil, ""},
		"rounded":             {[]float64{4.0003, 6, 7.9997}, []int{2, 3, 4}, "", nil, ""},
		"off slices":          {[]float64{4.6, 6.6, 8.6}, []int{2, 3, 4}, "up to 0.6 mm off", nil, ""},
		"half way":            {[]float64{5, 7}, []int{2, 3}, "up to 1 mm off", nil, ""},
		"one missing":         {[]float64{4, 6, 10}, []int{2, 3, 5}, "without an outline between others: 1", nil, ""},
		"two lesions":         {[]float64{2, 12}, []int{1, 6}, "between others: 4", nil, ""},
		"thicker slices":      {[]float64{2, 6, 10}, nil, "", rtstruct.ErrOtherGrid, "2 slices apart"},
		"thinner slices":      {[]float64{4, 5, 6}, nil, "", rtstruct.ErrOtherGrid, "contours 1 and 2 lie 1 mm apart and on one slice"},
		"half a slice below":  {[]float64{-0.9}, []int{0}, "up to 0.9 mm off", nil, ""},
		"below":               {[]float64{-1.5}, nil, "", rtstruct.ErrOtherGrid, "1.5 mm beyond the last slice"},
		"half a slice above":  {[]float64{15}, []int{7}, "up to 1 mm off", nil, ""},
		"above":               {[]float64{20}, nil, "", rtstruct.ErrOtherGrid, "6 mm beyond the last slice"},
		"very far":            {[]float64{1e6}, nil, "", rtstruct.ErrOtherGrid, "beyond the last slice"},
		"very far, elsewhere": {[]float64{-1e6}, nil, "", rtstruct.ErrOtherGrid, "beyond the last slice"},
	} {
		m, notes, err := set(at(c.z...)...).Mask(1, g)
		if !errors.Is(err, c.err) || err != nil && !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v", name, err)
		}
		if c.err != nil || err != nil {
			continue
		}
		var used []int
		for z := range g.Size[2] {
			if m.At(2, 2, z) {
				used = append(used, z)
			}
		}
		text := strings.Join(notes, "; ")
		if !slices.Equal(used, c.want) || m.Count() != 9*len(used) || !strings.Contains(text, c.note) || c.note == "" && text != "" {
			t.Errorf("%s: slices %v, notes %q", name, used, text)
		}
	}
}

// TestGrid converts outlines on slices of their own and finds the volume that
// they enclose, whatever the slices of the image are.
func TestGrid(t *testing.T) {
	like := volume.Grid{Size: [3]int{12, 12, 30}, Spacing: [3]float64{1, 1, 2}, Direction: volume.Axial}
	for name, c := range map[string]struct {
		z       []float64
		spacing float64
		slices  int
		err     error
	}{
		"thicker":       {[]float64{11, 16, 21}, 5, 3, nil},
		"thinner":       {[]float64{11, 12, 13, 14}, 1, 4, nil},
		"one missing":   {[]float64{11, 16, 26}, 5, 4, nil},
		"one plane":     {[]float64{11}, 2, 1, nil},
		"several a one": {[]float64{11, 11.01, 16}, 5, 2, nil},
		"uneven":        {[]float64{11, 16, 19.3}, 0, 0, rtstruct.ErrOtherGrid},
		"too many":      {[]float64{0, 0.2, 100000}, 0, 0, rtstruct.ErrOtherGrid},
	} {
		var all []rtstruct.Contour
		for i, z := range c.z {
			all = append(all, square(5+0.01*float64(i), 5, z, 2.5))
		}
		g, err := set(all...).Grid(1, like)
		if !errors.Is(err, c.err) {
			t.Errorf("%s: %v", name, err)
		}
		if c.err != nil || err != nil {
			continue
		}
		if math.Abs(g.Spacing[2]-c.spacing) > 0.01 || g.Size[2] != c.slices || math.Abs(g.Origin[2]-c.z[0]) > 1e-9 {
			t.Errorf("%s: %v", name, g)
		}
		if m, _, err := set(all...).Mask(1, g); err != nil || name != "several a one" && m.Count() != 25*len(c.z) {
			t.Errorf("%s: %v, %v", name, m, err)
		}
	}
	if _, err := set().Grid(2, like); !errors.Is(err, rtstruct.ErrNoROI) {
		t.Errorf("region 2: %v", err)
	}
	if _, err := set(polygon("POINT", 0, 1, 1)).Grid(1, like); !errors.Is(err, rtstruct.ErrNoOutline) {
		t.Errorf("point: %v", err)
	}
}

func TestMaskRefused(t *testing.T) {
	g := volume.Grid{Size: [3]int{6, 6, 4}, Spacing: [3]float64{1, 1, 1}, Direction: volume.Axial}
	tilted := rtstruct.Contour{Type: closed, Points: [][3]float64{{0, 0, 1}, {4, 0, 1}, {4, 4, 5}, {0, 4, 5}}}
	for name, c := range map[string]struct {
		contours []rtstruct.Contour
		err      error
		says     string
	}{
		"none":             {nil, rtstruct.ErrNoOutline, "region 1 has 0 contours"},
		"points only":      {[]rtstruct.Contour{polygon("POINT", 0, 1, 1)}, rtstruct.ErrNoOutline, "(1 points)"},
		"two points only":  {[]rtstruct.Contour{polygon(closed, 0, 1, 1, 2, 2)}, rtstruct.ErrNoOutline, "none of them a closed outline"},
		"open":             {[]rtstruct.Contour{square(2, 2, 1, 1), polygon("OPEN_PLANAR", 1, 1, 1, 2, 2, 3, 1)}, rtstruct.ErrOpen, "contour 2 of region 1"},
		"open in space":    {[]rtstruct.Contour{polygon("OPEN_NONPLANAR", 1, 1, 1, 2, 2, 3, 1)}, rtstruct.ErrOpen, "OPEN_NONPLANAR"},
		"unknown":          {[]rtstruct.Contour{polygon("CIRCLE", 1, 1, 1, 2, 2, 3, 1)}, rtstruct.ErrMissing, `"CIRCLE"`},
		"tilted":           {[]rtstruct.Contour{tilted}, rtstruct.ErrTilted, "45.0°"},
		"upright":          {[]rtstruct.Contour{{Type: closed, Points: [][3]float64{{1, 2, 0}, {1, 4, 0}, {1, 4, 3}}}}, rtstruct.ErrTilted, "90.0°"},
		"beside the image": {[]rtstruct.Contour{square(8, 2, 1, 1)}, rtstruct.ErrOtherGrid, "beyond the edge"},
	} {
		_, _, err := set(c.contours...).Mask(1, g)
		if !errors.Is(err, c.err) || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, _, err := set().Mask(2, g); !errors.Is(err, rtstruct.ErrNoROI) || !strings.Contains(err.Error(), "there are 1") {
		t.Errorf("region 2: %v", err)
	}
}

// BenchmarkMask converts 60 outlines of 400 points on slices of 512×512.
func BenchmarkMask(b *testing.B) {
	g := volume.Grid{Size: [3]int{512, 512, 60}, Spacing: [3]float64{0.7, 0.7, 3}, Direction: volume.Axial}
	var contours []rtstruct.Contour
	for z := range 60 {
		c := rtstruct.Contour{Type: closed}
		for i := range 400 {
			a := 2 * math.Pi * float64(i) / 400
			r := 90 + 10*math.Sin(9*a)
			c.Points = append(c.Points, [3]float64{180 + r*math.Cos(a), 180 + r*math.Sin(a), 3 * float64(z)})
		}
		contours = append(contours, c)
	}
	s := set(contours...)
	for b.Loop() {
		if m, _, err := s.Mask(1, g); err != nil || m.Count() < 60*200*200*3/4 {
			b.Fatal(m.Count(), err)
		}
	}
}
