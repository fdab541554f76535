package radiomics

import (
	"context"
	"math"

	"hcclab/hccp53/radiomics/internal/workers"
)

// Local intensity (IBSI 9ST6): the mean intensity within a sphere of 1 cm³ around
// a voxel of the VOI, of all voxels of the image, also outside of the VOI. It is
// measured in the original image.
var localFeatures = []definition{
	{"peak_loc", "VJGA", "the mean around the voxel of highest intensity; of several voxels the highest mean", "intensity"},
	{"peak_glob", "0F91", "the highest mean around any voxel of the VOI", "intensity"},
}

// peakRadius is the radius of a sphere of 1 cm³ in mm.
var peakRadius = 10 * math.Cbrt(3/(4*math.Pi))

func localIntensity(ctx context.Context, r *region, _ Settings) ([]float64, error) {
	img := r.from.Image
	var reach [3]int
	for i := range 3 {
		reach[i] = int(peakRadius / r.spacing[i])
	}
	// Half the length of the sphere's row at each offset in y and z, or −1.
	wide := func(dy, dz int) int {
		y, z := float64(dy)*r.spacing[1], float64(dz)*r.spacing[2]
		rest := peakRadius*peakRadius - y*y - z*z
		if rest < 0 {
			return -1
		}
		return int(math.Sqrt(rest) / r.spacing[0])
	}
	half := make([]int, 0, (2*reach[1]+1)*(2*reach[2]+1))
	for dz := -reach[2]; dz <= reach[2]; dz++ {
		for dy := -reach[1]; dy <= reach[1]; dy++ {
			half = append(half, wide(dy, dz))
		}
	}
	// Sums along x up to each voxel make the sum of a row a difference. They are
	// needed around the VOI only.
	nx, ny, nz := img.Size[0], img.Size[1], img.Size[2]
	y0, y1 := max(r.low[1]-reach[1], 0), min(r.low[1]+r.box[1]+reach[1], ny)
	z0, z1 := max(r.low[2]-reach[2], 0), min(r.low[2]+r.box[2]+reach[2], nz)
	sums := make([]float64, (y1-y0)*(z1-z0)*(nx+1))
	row := func(y, z int) []float64 { return sums[((z-z0)*(y1-y0)+y-y0)*(nx+1):][:nx+1] }
	for z := z0; z < z1; z++ {
		for y := y0; y < y1; y++ {
			to := row(y, z)
			for x, v := range img.Data[img.Index(0, y, z):][:nx] {
				to[x+1] = to[x] + v
			}
		}
	}
	means := make([]float64, len(r.at))
	const block = 4096
	err := workers.Until(ctx, (len(r.at)+block-1)/block, func(b int) {
		for i := b * block; i < min((b+1)*block, len(r.at)); i++ {
			x, y, z := r.voxel(int(r.at[i]))
			x, y, z = x+r.low[0], y+r.low[1], z+r.low[2]
			sum, n, k := 0.0, 0, 0
			for dz := -reach[2]; dz <= reach[2]; dz++ {
				for dy := -reach[1]; dy <= reach[1]; dy++ {
					h := half[k]
					k++
					if h < 0 || y+dy < 0 || y+dy >= ny || z+dz < 0 || z+dz >= nz {
						continue
					}
					to := row(y+dy, z+dz)
					from, until := max(x-h, 0), min(x+h+1, nx)
					sum += to[until] - to[from]
					n += until - from
				}
			}
			means[i] = sum / float64(n)
		}
	})
	if err != nil {
		return nil, err
	}
	_, highest := extremes(r.values)
	local, global := math.Inf(-1), math.Inf(-1)
	for i, m := range means {
		global = max(global, m)
		if r.values[i] == highest {
			local = max(local, m)
		}
	}
	return []float64{local, global}, nil
}
