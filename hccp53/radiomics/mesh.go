package radiomics

import "math"

// mesh measures the surface of the VOI: its area in mm² and the volume in mm³
// that it encloses, found by marching cubes.
//
// The area of a cube's triangles depends only on its configuration, and the
// volume of the cones from the origin to them only on configuration and
// position, linearly. So it is enough to count the configurations and add up
// their positions; in half voxels all these numbers are integers, and the sums
// are exact. The origin is the first voxel of the box with a border of one:
// it matters where the surface has holes (see [triangles]).
func (r *region) mesh() (area, volume float64) {
	var count [256]int64
	var position [256][3]int64
	// The box with a border of one voxel has box + 1 cubes along each axis.
	for z := -1; z < r.box[2]; z++ {
		for y := -1; y < r.box[1]; y++ {
			near := r.inside[r.place(-1, y, z):]
			side := r.inside[r.place(-1, y+1, z):]
			above := r.inside[r.place(-1, y, z+1):]
			across := r.inside[r.place(-1, y+1, z+1):]
			for x := range r.box[0] + 1 {
				c := near[x] | near[x+1]<<1 | side[x+1]<<2 | side[x]<<3 |
					above[x]<<4 | above[x+1]<<5 | across[x+1]<<6 | across[x]<<7
				if c != 0 && c != 255 {
					count[c]++
					position[c][0] += int64(x)
					position[c][1] += int64(y + 1)
					position[c][2] += int64(z + 1)
				}
			}
		}
	}
	eighths := int64(0) // six times the volume in eighths of a voxel
	for c, n := range count {
		if n == 0 {
			continue
		}
		p := pieceOf(c, r.spacing)
		area += float64(n) * p.area
		inside := n * p.cone
		for i := range 3 {
			inside += 2 * position[c][i] * p.normal[i]
		}
		eighths += inside
	}
	return area, float64(eighths) / 48 * r.voxelVolume()
}

// piece is the surface in one cube.
type piece struct {
	// area in mm².
	area float64
	// cone is the sum over the triangles a, b, c of the determinant |a b c|:
	// six times the volume between origin and triangle, in half voxels³.
	cone int64
	// normal is the sum of a×b + b×c + c×a: what the cone grows by as the cube
	// moves, in half voxels².
	normal [3]int64
}

// pieceOf returns the surface of a configuration.
func pieceOf(configuration int, spacing [3]float64) piece {
	sign := int64(1)
	if configuration >= 128 {
		configuration ^= 255
		sign = -1
	}
	var p piece
	code := triangles[configuration]
	for ; code != ""; code = code[3:] {
		a, b, c := middle(code[0]), middle(code[1]), middle(code[2])
		ab, bc, ca := cross(a, b), cross(b, c), cross(c, a)
		var n [3]int64
		for i := range 3 {
			n[i] = ab[i] + bc[i] + ca[i]
			p.cone += sign * ab[i] * c[i]
			p.normal[i] += sign * n[i]
		}
		// The area is half the length of (b − a) × (c − a), which equals n, in
		// quarters of voxel faces.
		x := float64(n[0]) * spacing[1] * spacing[2]
		y := float64(n[1]) * spacing[2] * spacing[0]
		z := float64(n[2]) * spacing[0] * spacing[1]
		p.area += math.Sqrt(x*x+y*y+z*z) / 8
	}
	return p
}

// middle returns the middle of an edge, in half voxels.
func middle(hex byte) [3]int64 {
	e := hex - '0'
	if hex >= 'a' {
		e = hex - 'a' + 10
	}
	a, b := corners[edges[e][0]], corners[edges[e][1]]
	return [3]int64{int64(a[0] + b[0]), int64(a[1] + b[1]), int64(a[2] + b[2])}
}

func cross(a, b [3]int64) [3]int64 {
	return [3]int64{a[1]*b[2] - a[2]*b[1], a[2]*b[0] - a[0]*b[2], a[0]*b[1] - a[1]*b[0]}
}

// voxelVolume returns the volume of one voxel in mm³.
func (r *region) voxelVolume() float64 { return r.spacing[0] * r.spacing[1] * r.spacing[2] }
