package radiomics

import (
	"math"
	"math/rand/v2"
	"testing"

	"hcclab/hccp53/provenance"
	"hcclab/hccp53/volume"
)

// scattered returns a region of random voxels, of a box of the size that is
// filled to the share given.
func scattered(rng *rand.Rand, size [3]int, spacing [3]float64, share float64) *region {
	g := volume.Grid{Size: size, Spacing: spacing, Direction: volume.Axial}
	img, voi := volume.NewImage(g), volume.NewMask(g)
	for i := range voi.Data {
		voi.Data[i] = rng.Float64() < share
		img.Data[i] = math.Round(100 * rng.NormFloat64())
	}
	voi.Data[0], voi.Data[len(voi.Data)-1] = true, true
	r := cut(img, voi, nil)
	r.morphological = r
	return r
}

// The hull holds all vertices of the mesh, is closed, and its corners are some
// of them.
func TestHullHoldsTheMesh(t *testing.T) {
	rng := provenance.Rand(5, "hull")
	for _, share := range []float64{0, 0.02, 0.2, 0.9} {
		r := scattered(rng, [3]int{9, 7, 5}, [3]float64{0.7, 1.1, 3}, share)
		h := r.hull()
		edges := map[[2]int]int{}
		for _, f := range h.faces {
			for i := range 3 {
				edges[[2]int{f[i], f[(i+1)%3]}]++
			}
			for _, v := range r.vertices() {
				if h.side(f, v) > 0 {
					t.Fatalf("share %g: vertex %v lies outside of face %v", share, v, f)
				}
			}
		}
		for e, n := range edges {
			if n != 1 || edges[[2]int{e[1], e[0]}] != 1 {
				t.Errorf("share %g: edge %v is in %d faces one way and %d the other", share, e, n, edges[[2]int{e[1], e[0]}])
			}
		}
		if euler := len(h.corners) - len(edges)/2 + len(h.faces); euler != 2 {
			t.Errorf("share %g: corners − edges + faces = %d, want 2", share, euler)
		}
	}
}

// A single voxel's mesh is an octahedron: everything is known of it.
func TestHullOfOneVoxel(t *testing.T) {
	r := scattered(provenance.Rand(1, "one"), [3]int{1, 1, 1}, [3]float64{2, 2, 2}, 1)
	h := r.hull()
	volume, area := h.measure()
	want := func(what string, got, want float64) {
		t.Helper()
		if math.Abs(got/want-1) > 2e-4 {
			t.Errorf("%s = %g, want %g", what, got, want)
		}
	}
	want("volume", volume, 4.0/3)
	want("area", area, 8*math.Sqrt(3)/2)
	e := h.smallestEllipsoid()
	want("smallest ellipsoid", ellipsoidVolume(e), 4*math.Pi/3)
	// Faces are 2/√3 apart; across, a regular hexagon whose corners are 2·√(2/3)
	// apart, in a rectangle of √2 by 2·√(2/3).
	want("smallest box", boxVolume(h.smallestBox()), 2/math.Sqrt(3)*math.Sqrt2*2*math.Sqrt(2.0/3))
}

// A box that stands askew in the grid: its own sides are the smallest box, its
// smallest ellipsoid has semi-axes √3/2 times these.
func TestSmallestAroundAskewBox(t *testing.T) {
	a, b, c := [3]int32{3, 4, 0}, [3]int32{-8, 6, 0}, [3]int32{0, 0, 5}
	var corners []vertex
	for k := range 8 {
		v := vertex{20, 20, 20}
		for i := range 3 {
			v[i] += a[i]*int32(k&1) + b[i]*int32(k>>1&1) + c[i]*int32(k>>2&1)
		}
		corners = append(corners, v)
	}
	h := hull{corners: corners, half: [3]float64{0.5, 0.5, 0.5}}
	h.start()
	for p := 4; p < len(h.corners); p++ {
		h.add(p)
	}
	h.prune()
	if got := boxVolume(h.smallestBox()); math.Abs(got-2.5*5*2.5) > 1e-9 {
		t.Errorf("smallest box %g, want %g", got, 2.5*5*2.5)
	}
	volume, area := h.measure()
	if math.Abs(volume-31.25) > 1e-9 || math.Abs(area-62.5) > 1e-9 {
		t.Errorf("volume %g and area %g, want 31.25 and 62.5", volume, area)
	}
	got := ellipsoidVolume(h.smallestEllipsoid())
	want := 4 * math.Pi / 3 * 31.25 * math.Pow(math.Sqrt(3)/2, 3)
	if got < want*(1-1e-9) || got > want*(1+1e-6) {
		t.Errorf("smallest ellipsoid %g, want %g and at most a millionth more", got, want)
	}
}

// The smallest box and ellipsoid are no smaller than the hull and no larger than
// what is easily found: the box along the axes and its ball.
func TestSmallestIsBetweenHullAndBox(t *testing.T) {
	rng := provenance.Rand(7, "between")
	for range 20 {
		r := scattered(rng, [3]int{2 + rng.IntN(8), 1 + rng.IntN(8), 1 + rng.IntN(8)}, [3]float64{1, 1.3, 2}, 0.3)
		h := r.hull()
		inside, _ := h.measure()
		var box [3]float64
		for i := range 3 {
			box[i] = float64(r.box[i]) * r.spacing[i]
		}
		if v := boxVolume(h.smallestBox()); v < inside || v > 1.5*boxVolume(box) {
			t.Errorf("smallest box %g, hull %g, box along the axes %g", v, inside, boxVolume(box))
		}
		around := ellipsoidVolume([3]float64{box[0] * math.Sqrt(3) / 2, box[1] * math.Sqrt(3) / 2, box[2] * math.Sqrt(3) / 2})
		if v := ellipsoidVolume(h.smallestEllipsoid()); v < inside || v > around*(1+1e-3) {
			t.Errorf("smallest ellipsoid %g, hull %g, ellipsoid around the box %g", v, inside, around)
		}
	}
}

// Small shapes often have several smallest boxes; which one is taken must not
// depend on how the shape lies in the grid.
func TestSmallestBoxOfAnyOrientation(t *testing.T) {
	rng := provenance.Rand(11, "orientation")
	for range 300 {
		size := [3]int{2 + rng.IntN(5), 1 + rng.IntN(4), 1 + rng.IntN(3)}
		r := scattered(rng, size, [3]float64{1, 1, 1}, 0.7)
		turned := volume.NewMask(volume.Grid{Size: [3]int{size[1], size[2], size[0]}, Spacing: r.spacing, Direction: volume.Axial})
		for _, place := range r.at {
			x, y, z := r.voxel(int(place))
			turned.Data[turned.Index(size[1]-1-y, z, x)] = true
		}
		h, g := r.hull(), cut(nil, turned, nil).hull()
		a, b := h.smallestBox(), g.smallestBox()
		if math.Abs(boxVolume(a)-boxVolume(b)) > 1e-9 || math.Abs(boxArea(a)-boxArea(b)) > 1e-9 {
			t.Errorf("%d voxels in %v: the smallest box is %.9g, turned %.9g", len(r.at), size, a, b)
		}
	}
}

// The octahedron in a ball makes the ball the smallest ellipsoid around itself
// and anything else in it (John 1948).
func TestSmallestEllipsoidOfABall(t *testing.T) {
	const radius = 12
	h := hull{half: [3]float64{0.5, 0.5, 1.5}}
	for x := int32(-radius); x <= radius; x++ {
		for y := int32(-radius); y <= radius; y++ {
			for z := int32(-radius); z <= radius; z++ {
				if d := x*x + y*y + z*z; d <= radius*radius && d > radius*radius-2*radius {
					h.corners = append(h.corners, vertex{x, y, z})
				}
			}
		}
	}
	want := 4 * math.Pi / 3 * (radius * 0.5) * (radius * 0.5) * (radius * 1.5)
	if got := ellipsoidVolume(h.smallestEllipsoid()); math.Abs(got/want-1) > 1e-6 {
		t.Errorf("smallest ellipsoid %.9g, want %.9g", got, want)
	}
}

// Every pair of voxels, one by one.
func TestAutocorrelationByPairs(t *testing.T) {
	rng := provenance.Rand(9, "pairs")
	for range 10 {
		r := scattered(rng, [3]int{1 + rng.IntN(7), 2 + rng.IntN(6), 1 + rng.IntN(5)}, [3]float64{0.9, 1, 2.7}, 0.5)
		moran, geary, err := r.autocorrelation(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		mean := average(r.values)
		var weights, products, differences, squares float64
		for i, p := range r.at {
			squares += (r.values[i] - mean) * (r.values[i] - mean)
			x, y, z := r.voxel(int(p))
			for k, q := range r.at {
				if i == k {
					continue
				}
				u, v, w := r.voxel(int(q))
				dx, dy, dz := float64(x-u)*r.spacing[0], float64(y-v)*r.spacing[1], float64(z-w)*r.spacing[2]
				weight := 1 / math.Sqrt(dx*dx+dy*dy+dz*dz)
				weights += weight
				products += weight * (r.values[i] - mean) * (r.values[k] - mean)
				differences += weight * (r.values[i] - r.values[k]) * (r.values[i] - r.values[k])
			}
		}
		n := float64(len(r.at))
		wantMoran, wantGeary := n/weights*products/squares, (n-1)/(2*weights)*differences/squares
		if math.Abs(moran-wantMoran) > 1e-12 || math.Abs(geary-wantGeary) > 1e-12 {
			t.Errorf("%d voxels: I = %.15g, C = %.15g, want %.15g and %.15g", len(r.at), moran, geary, wantMoran, wantGeary)
		}
	}
}
