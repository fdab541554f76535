package radiomics

import (
	"context"
	"math"

	"hcclab/hccp53/fault"
)

// Morphology (IBSI HCUG). V is the volume and A the area of the surface mesh, λ1
// ≥ λ2 ≥ λ3 the variances of the voxel centres along their principal axes. Where
// intensities matter they are those of the re-segmented VOI in the original
// image, with mean μ; w is 1 over the distance of two voxels.
var morphologyFeatures = []definition{
	{"volume", "RNU0", "V", "mm³"},
	{"vol_approx", "YEKZ", "number of voxels × volume of a voxel", "mm³"},
	{"area_mesh", "C0JK", "A", "mm²"},
	{"av", "2PR5", "A/V", "mm⁻¹"},
	{"comp_1", "SKGS", "V/(√π·A^1.5)", ""},
	{"comp_2", "BQWJ", "36π·V²/A³", ""},
	{"sph_dispr", "KRCK", "A/(36π·V²)^⅓", ""},
	{"sphericity", "QCFX", "(36π·V²)^⅓/A", ""},
	{"asphericity", "25C7", "(A³/(36π·V²))^⅓ − 1", ""},
	{"com", "KLMA", "distance from the mean place of the voxels to that weighted by intensity; 0 if intensities add up to 0", "mm"},
	{"diam", "L0JK", "largest distance of mesh vertices", "mm"},
	{"pca_maj_axis", "TDIC", "4·√λ1", "mm"},
	{"pca_min_axis", "P9VJ", "4·√λ2", "mm"},
	{"pca_least_axis", "7J51", "4·√λ3", "mm"},
	{"pca_elongation", "Q3CK", "√(λ2/λ1)", ""},
	{"pca_flatness", "N17B", "√(λ3/λ1)", ""},
	{"vol_dens_aabb", "PBX1", "V over that of the box along the axes", ""},
	{"area_dens_aabb", "R59B", "A over that of this box", ""},
	{"vol_dens_ombb", "ZH1A", "V over that of the smallest box with a side on the convex hull (not standardised)", ""},
	{"area_dens_ombb", "IQYR", "A over that of this box (not standardised)", ""},
	{"vol_dens_aee", "6BDE", "V over that of the ellipsoid with semi-axes 2·√λ; 0 if it is flat", ""},
	{"area_dens_aee", "RDD2", "A over that of this ellipsoid; 0 if it is a line", ""},
	{"vol_dens_mvee", "SWZ1", "V over that of the smallest ellipsoid around the mesh (not standardised)", ""},
	{"area_dens_mvee", "BRI8", "A over that of this ellipsoid (not standardised)", ""},
	{"vol_dens_conv_hull", "R3ER", "V over that of the convex hull", ""},
	{"area_dens_conv_hull", "7T7F", "A over that of the convex hull", ""},
	{"integ_int", "99N0", "V·μ", "intensity·mm³"},
	{"moran_i", "N365", "N/Σw · Σ w·(x−μ)(y−μ) / Σ (x−μ)² over pairs of voxels; 0 if all are alike", ""},
	{"geary_c", "NPT7", "(N−1)/(2Σw) · Σ w·(x−y)² / Σ (x−μ)² over pairs of voxels; 1 if all are alike", ""},
}

func morphology(ctx context.Context, r *region, s Settings) ([]float64, error) {
	m := r.morphological
	area, volume := m.mesh()
	if !(volume > 0) {
		return nil, fault.New(ErrUndefined, "the surface mesh encloses no volume, so compactness is not defined").
			Try("redraw the VOI without voxels that touch only along edges, or leave morph out of classes")
	}
	least, minor, major, err := m.axes(s)
	if err != nil {
		return nil, err
	}
	diameter, _ := m.diameters()
	var box [3]float64
	for i := range 3 {
		box[i] = float64(m.box[i]) * m.spacing[i]
	}
	hull := m.hull()
	hullVolume, hullArea := hull.measure()
	smallest := hull.smallestBox()
	around := hull.smallestEllipsoid()
	axes := [3]float64{2 * math.Sqrt(major), 2 * math.Sqrt(minor), 2 * math.Sqrt(least)}
	axesVolume := ellipsoidVolume(axes)
	filled, covered := 0.0, 0.0
	if axesVolume > 0 {
		filled = volume / axesVolume
	}
	if axesArea := ellipsoidArea(axes); axesArea > 0 {
		covered = area / axesArea
	}
	moran, geary, err := r.autocorrelation(ctx)
	if err != nil {
		return nil, err
	}
	sphere := math.Cbrt(36 * math.Pi * volume * volume)
	return []float64{
		volume,
		float64(len(m.at)) * m.voxelVolume(),
		area,
		area / volume,
		volume / (math.Sqrt(math.Pi) * math.Pow(area, 1.5)),
		36 * math.Pi * volume * volume / (area * area * area),
		area / sphere,
		sphere / area,
		area/sphere - 1,
		r.centreShift(),
		diameter,
		4 * math.Sqrt(major),
		4 * math.Sqrt(minor),
		4 * math.Sqrt(least),
		math.Sqrt(minor / major),
		math.Sqrt(least / major),
		volume / boxVolume(box),
		area / boxArea(box),
		volume / boxVolume(smallest),
		area / boxArea(smallest),
		filled,
		covered,
		volume / ellipsoidVolume(around),
		area / ellipsoidArea(around),
		volume / hullVolume,
		area / hullArea,
		volume * average(r.values),
		moran,
		geary,
	}, nil
}

// centreShift returns the distance in mm between the centre of the morphological
// VOI and that of its intensities.
func (r *region) centreShift() float64 {
	var place, weighted [3]float64
	total := 0.0
	for _, at := range r.morphological.at {
		x, y, z := r.morphological.voxel(int(at))
		for i, k := range [3]int{x, y, z} {
			place[i] += float64(k + r.morphological.low[i])
		}
	}
	for i, at := range r.at {
		v := r.values[i]
		x, y, z := r.voxel(int(at))
		total += v
		for i, k := range [3]int{x, y, z} {
			weighted[i] += v * float64(k+r.low[i])
		}
	}
	if total == 0 {
		return 0
	}
	squares := 0.0
	for i := range 3 {
		d := (place[i]/float64(len(r.morphological.at)) - weighted[i]/total) * r.spacing[i]
		squares += d * d
	}
	return math.Sqrt(squares)
}

func boxVolume(side [3]float64) float64 { return side[0] * side[1] * side[2] }

func boxArea(side [3]float64) float64 {
	return 2 * (side[0]*side[1] + side[1]*side[2] + side[2]*side[0])
}
