package radiomics

import (
	"context"
	"math"

	"gonum.org/v1/gonum/mat"

	"hcclab/hccp53/fault"
)

// Shape of the VOI. V is the volume and A the area of the surface mesh
// (marching cubes), N the number of voxels, λ1 ≥ λ2 ≥ λ3 the variances of the
// voxel centres along their principal axes in mm², over N.
var shapeFeatures = []definition{
	{"Compactness1", "SKGS", "V / √(π·A³)", ""},
	{"Compactness2", "BQWJ", "36π·V² / A³", ""},
	{"Elongation", "Q3CK", "√(λ2/λ1)", ""},
	{"Flatness", "N17B", "√(λ3/λ1)", ""},
	{"LeastAxisLength", "7J51", "4·√λ3; IBSI takes λ over N−1", "mm"},
	{"MajorAxisLength", "TDIC", "4·√λ1; IBSI takes λ over N−1", "mm"},
	{"Maximum2DDiameterColumn", "", "largest distance of mesh vertices with equal y", "mm"},
	{"Maximum2DDiameterRow", "", "largest distance of mesh vertices with equal x", "mm"},
	{"Maximum2DDiameterSlice", "", "largest distance of mesh vertices with equal z", "mm"},
	{"Maximum3DDiameter", "L0JK", "largest distance of mesh vertices", "mm"},
	{"MeshVolume", "RNU0", "V", "mm³"},
	{"MinorAxisLength", "P9VJ", "4·√λ2; IBSI takes λ over N−1", "mm"},
	{"SphericalDisproportion", "KRCK", "A / (36π·V²)^⅓", ""},
	{"Sphericity", "QCFX", "(36π·V²)^⅓ / A", ""},
	{"SurfaceArea", "C0JK", "A", "mm²"},
	{"SurfaceVolumeRatio", "2PR5", "A/V", "mm⁻¹"},
	{"VoxelVolume", "YEKZ", "N × volume of a voxel", "mm³"},
}

// shape computes the shape features. It needs the mask alone.
//
// A VOI of one slice has the smallest axis and flatness 0. Its mesh reaches half
// a slice to either side. PyRadiomics does the same; Extract warns.
func shape(_ context.Context, r *region, s Settings) ([]float64, error) {
	area, volume := r.mesh()
	if volume == 0 {
		return nil, fault.New(ErrUndefined, "the surface mesh encloses no volume, so SurfaceVolumeRatio is not defined").
			Try("redraw the VOI without voxels that touch only along edges, or leave shape out of classes")
	}
	diameter, across := r.diameters()
	least, minor, major, err := r.axes(s)
	if err != nil {
		return nil, err
	}
	sphericity := math.Cbrt(36*math.Pi*volume*volume) / area
	return []float64{
		volume / (math.Pow(area, 1.5) * math.Sqrt(math.Pi)),
		36 * math.Pi * volume * volume / (area * area * area),
		math.Sqrt(minor / major),
		math.Sqrt(least / major),
		4 * math.Sqrt(least),
		4 * math.Sqrt(major),
		across[1],
		across[0],
		across[2],
		diameter,
		volume,
		4 * math.Sqrt(minor),
		1 / sphericity,
		sphericity,
		area,
		area / volume,
		float64(len(r.at)) * r.voxelVolume(),
	}, nil
}

// axes returns the variances of the voxel centres along their principal axes
// in mm², smallest first, over N or N−1 voxels.
func (r *region) axes(s Settings) (least, minor, major float64, err error) {
	// Integers from the middle of the box keep the sums exact and small.
	var sum [3]int64
	var products [3][3]int64
	for _, place := range r.at {
		var v [3]int64
		x, y, z := r.voxel(int(place))
		for i, c := range [3]int{x, y, z} {
			v[i] = int64(c - r.box[i]/2)
		}
		for i := range 3 {
			sum[i] += v[i]
			for k := i; k < 3; k++ {
				products[i][k] += v[i] * v[k]
			}
		}
	}
	n := float64(len(r.at))
	whole := 1.0
	if s.AxisCovariance == "N-1" {
		whole = n / (n - 1)
	}
	covariance := mat.NewSymDense(3, nil)
	for i := range 3 {
		for k := i; k < 3; k++ {
			c := float64(products[i][k])/n - float64(sum[i])/n*(float64(sum[k])/n)
			covariance.SetSym(i, k, whole*c*r.spacing[i]*r.spacing[k])
		}
	}
	var e mat.EigenSym
	if !e.Factorize(covariance, false) {
		return 0, 0, 0, fault.New(ErrUndefined, "the principal axes of the VOI could not be found").Try("leave shape out of classes")
	}
	v := e.Values(nil)
	// A variance cannot be negative; rounding can make it so in a plane.
	return max(v[0], 0), max(v[1], 0), max(v[2], 0), nil
}

// doubtful returns warnings about shapes that the features represent badly.
func (r *region) doubtful(meshVolume float64) []string {
	var all []string
	if min(r.box[0], r.box[1], r.box[2]) == 1 {
		all = append(all, "the VOI is one voxel thick: Flatness and LeastAxisLength are 0, and the other shape features depend on the size of the voxel")
	}
	if meshVolume < float64(len(r.at))*r.voxelVolume()/2 {
		all = append(all, "the surface mesh encloses less than half the volume of the voxels, because the VOI is very small or its voxels touch only along edges: MeshVolume, SurfaceVolumeRatio and Sphericity are not robust")
	}
	return all
}
