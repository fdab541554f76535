package radiomics

import (
	"math"
	"testing"
)

// The table of triangles must be a surface between inside and outside: it uses
// each edge that is cut and no other; every side of a triangle that is not on
// a face of the cube is shared with another triangle, run through the other
// way; and on each face the sides separate the inside corners.
func TestTrianglesCloseTheCube(t *testing.T) {
	for c, code := range triangles {
		used := map[int]bool{}
		sides := map[[2]int]int{}
		for i := 0; i < len(code); i += 3 {
			var e [3]int
			for k := range 3 {
				e[k] = hexEdge(t, code[i+k])
				used[e[k]] = true
			}
			for k := range 3 {
				sides[[2]int{e[k], e[(k+1)%3]}]++
			}
		}
		for e, ends := range edges {
			cut := c>>ends[0]&1 != c>>ends[1]&1
			if cut != used[e] {
				t.Errorf("configuration %d: edge %d cut %v, used %v", c, e, cut, used[e])
			}
		}
		onFaces := 0
		for side, n := range sides {
			if n != 1 {
				t.Errorf("configuration %d: side %v occurs %d times", c, side, n)
			}
			if sides[[2]int{side[1], side[0]}] == 1 {
				continue
			}
			if !onOneFace(side[0], side[1]) {
				t.Errorf("configuration %d: side %v is open inside the cube", c, side)
			}
			onFaces++
		}
		// Each cut edge lies on two faces, each with one side at it.
		if onFaces != len(used) {
			t.Errorf("configuration %d: %d sides on the faces for %d cut edges", c, onFaces, len(used))
		}
	}
}

func hexEdge(t *testing.T, digit byte) int {
	for e := range edges {
		if "0123456789ab"[e] == digit {
			return e
		}
	}
	t.Fatalf("no edge %q", digit)
	return 0
}

func onOneFace(e, f int) bool {
	a, b := middle("0123456789ab"[e]), middle("0123456789ab"[f])
	for i := range 3 {
		if a[i] == b[i] && a[i] != 1 { // 0 or 2 half voxels: in a face
			return true
		}
	}
	return false
}

// Turning a configuration inside out keeps the area and turns the normal.
func TestComplementTurnsRound(t *testing.T) {
	for c := range 256 {
		p, q := pieceOf(c, [3]float64{1, 2, 3}), pieceOf(c^255, [3]float64{1, 2, 3})
		if p.area != q.area || p.cone != -q.cone {
			t.Errorf("configuration %d: %+v and %+v", c, p, q)
		}
	}
}

// The sums over configurations must be what the triangles one by one give,
// area and volume, with the origin at the first voxel of the padded box.
func TestMeshAgreesWithTrianglesOneByOne(t *testing.T) {
	for i, c := range randomShapes {
		r := regionOf(t, c.size, c.p, "mesh", i)
		area, volume := r.mesh()
		wantArea, wantVolume := 0.0, 0.0
		for z := -1; z < r.box[2]; z++ {
			for y := -1; y < r.box[1]; y++ {
				for x := -1; x < r.box[0]; x++ {
					index := 0
					for k, corner := range corners {
						index |= int(r.inside[r.place(x+corner[0], y+corner[1], z+corner[2])]) << k
					}
					sign := 1.0
					if index >= 128 {
						index, sign = index^255, -1
					}
					for code := triangles[index]; code != ""; code = code[3:] {
						var p [3][3]float64
						for k := range 3 {
							m := middle(code[k])
							for axis, at := range [3]int{x + 1, y + 1, z + 1} {
								p[k][axis] = (float64(at) + float64(m[axis])/2) * r.spacing[axis]
							}
						}
						n := crossed(p[0], p[1])
						wantVolume += sign * (n[0]*p[2][0] + n[1]*p[2][1] + n[2]*p[2][2]) / 6
						var u, v [3]float64
						for axis := range 3 {
							u[axis], v[axis] = p[1][axis]-p[0][axis], p[2][axis]-p[0][axis]
						}
						n = crossed(u, v)
						wantArea += math.Sqrt(n[0]*n[0]+n[1]*n[1]+n[2]*n[2]) / 2
					}
				}
			}
		}
		if math.Abs(area-wantArea) > 1e-11*wantArea || math.Abs(volume-wantVolume) > 1e-9 {
			t.Errorf("%v: area %g, want %g; volume %g, want %g", c, area, wantArea, volume, wantVolume)
		}
	}
}

func crossed(a, b [3]float64) [3]float64 {
	return [3]float64{a[1]*b[2] - a[2]*b[1], a[2]*b[0] - a[0]*b[2], a[0]*b[1] - a[1]*b[0]}
}
