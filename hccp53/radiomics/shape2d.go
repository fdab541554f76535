package radiomics

import (
	"context"
	"math"

	"hcclab/hccp53/fault"
)

// Shape of a VOI of one plane, within that plane. The outline joins the middles
// of the sides at which the VOI ends (marching squares); P is its length, A the
// area that it encloses, N the number of voxels, λ1 ≥ λ2 the variances of the
// voxel centres along their principal axes in mm², over N.
//
// The plane is that across Force2DDimension, and Force2D must be set; without
// it the class is left out with a warning, as in PyRadiomics. PyRadiomics 3.0.1
// also leaves it out, by mixing up the axes, where Force2DDimension is 1 and
// where the VOI has one voxel along the axis mirrored to it (x for 0); here it
// is computed.
var shape2DFeatures = []definition{
	{"Elongation", "", "√(λ2/λ1)", ""},
	{"MajorAxisLength", "", "4·√λ1", "mm"},
	{"MaximumDiameter", "", "largest distance of two corners of the outline", "mm"},
	{"MeshSurface", "", "A", "mm²"},
	{"MinorAxisLength", "", "4·√λ2", "mm"},
	{"Perimeter", "", "P", "mm"},
	{"PerimeterSurfaceRatio", "", "P/A", "mm⁻¹"},
	{"PixelSurface", "", "N × area of a voxel in the plane", "mm²"},
	{"SphericalDisproportion", "", "P / (2·√(π·A))", ""},
	{"Sphericity", "", "2·√(π·A) / P", ""},
}

// shape2D computes the features of shape within a plane. It needs the mask
// alone, one voxel thick.
func shape2D(_ context.Context, r *region, s Settings) ([]float64, error) {
	across := 2 - s.Force2DDimension
	if n := r.box[across]; n != 1 {
		return nil, fault.New(ErrUndefined, "shape2D needs a VOI of one voxel along the %c index, this one has %d", 'x'+rune(across), n).
			Try("leave shape2D out of classes, reduce the VOI to one slice, or set force2Ddimension to the direction in which it is flat")
	}
	perimeter, area := r.outline(across)
	_, diameters := r.diameters()
	_, minor, major, err := r.axes(s)
	if err != nil {
		return nil, err
	}
	roundness := 2 * math.Sqrt(math.Pi*area) / perimeter
	return []float64{
		math.Sqrt(minor / major),
		4 * math.Sqrt(major),
		diameters[across],
		area,
		4 * math.Sqrt(minor),
		perimeter,
		perimeter / area,
		float64(len(r.at)) * r.voxelVolume() / r.spacing[across],
		1 / roundness,
		roundness,
	}, nil
}

// outline returns the length in mm and the enclosed area in mm² of the outline
// of a region that is one voxel thick across an axis. Voxels that touch at a
// corner only are apart.
func (r *region) outline(across int) (perimeter, area float64) {
	u, v := (across+1)%3, (across+2)%3
	at := func(a, b int) uint8 {
		var p [3]int
		p[u], p[v] = a, b
		return r.inside[r.place(p[0], p[1], p[2])]
	}
	// Sides along u and v of full length, corners cut off, and eighths of a
	// square inside.
	var alongU, alongV, cut, eighths int
	for b := -1; b < r.box[v]; b++ {
		for a := -1; a < r.box[u]; a++ {
			p, q, m, n := at(a, b), at(a+1, b), at(a, b+1), at(a+1, b+1)
			switch p + q + m + n {
			case 1:
				cut, eighths = cut+1, eighths+1
			case 2:
				switch {
				case p == n: // diagonal
					cut, eighths = cut+2, eighths+2
					continue
				case p == q:
					alongU++
				default:
					alongV++
				}
				eighths += 4
			case 3:
				cut, eighths = cut+1, eighths+7
			case 4:
				eighths += 8
			}
		}
	}
	su, sv := r.spacing[u], r.spacing[v]
	perimeter = float64(alongU)*su + float64(alongV)*sv + float64(cut)*math.Hypot(su, sv)/2
	return perimeter, float64(eighths) / 8 * su * sv
}
