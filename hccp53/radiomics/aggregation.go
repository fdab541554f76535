package radiomics

import (
	"context"
	"strings"

	"hcclab/hccp53/fault"
	"hcclab/hccp53/radiomics/internal/workers"
)

// aggregations are the ways in which texture matrices are brought together, by
// the suffixes of IBSI's tags. The first six are for matrices with directions.
var aggregations = []string{"2D_avg", "2D_comb", "2_5D_avg", "2_5D_comb", "3D_avg", "3D_comb", "2D", "2_5D", "3D"}

// aggregations returns Aggregations or its default.
func (m Measurement) aggregations() []string {
	if len(m.Aggregations) == 0 {
		return []string{"3D_avg", "3D_comb", "3D"}
	}
	return m.Aggregations
}

// group is a part of the VOI and the directions that share a matrix.
type group struct {
	part  *region
	along []direction
	// flat matrices look within slices only.
	flat bool
}

// groups returns the matrices of an aggregation: by slice or not (2D), in the
// plane or in space, by direction (avg) or merged (comb).
func (r *region) groups(aggregation string, linked bool, distances []int) []group {
	parts := []*region{r}
	flat := 2
	switch {
	case strings.HasPrefix(aggregation, "2D"):
		parts = r.slices()
	case strings.HasPrefix(aggregation, "3D"):
		flat = -1
	}
	var all []group
	along := directions(r.box, distances, flat)
	if linked {
		along = directions([3]int{2, 2, 2}, []int{1}, flat)
	}
	for _, part := range parts {
		if strings.HasSuffix(aggregation, "_avg") {
			for k := range along {
				all = append(all, group{part, along[k : k+1], flat == 2})
			}
			continue
		}
		all = append(all, group{part, along, flat == 2})
	}
	return all
}

// slices returns the part of the region in each slice that has any, as a region
// of one slice with the grey levels that occur there: matrices over the levels
// of the whole would be mostly empty.
func (r *region) slices() []*region {
	area := r.size[0] * r.size[1]
	var all []*region
	for from := 0; from < len(r.at); {
		z, to := int(r.at[from])/area, from
		for to < len(r.at) && int(r.at[to])/area == z {
			to++
		}
		part := *r
		part.low[2] += z - r.border
		part.box[2], part.size[2] = 1, 1+2*r.border
		part.values, part.at, part.grey = r.values[from:to], make([]int32, 0, to-from), nil
		part.inside, part.level = make([]uint8, area*part.size[2]), make([]uint16, area*part.size[2])
		planes := func(distance func() []int32) func() []int32 {
			return func() []int32 { return distance()[(z-r.border)*area:][:area*part.size[2]] }
		}
		part.toBorder, part.toBorderFlat = planes(r.toBorder), planes(r.toBorderFlat)
		level := make([]uint16, len(r.grey)+1)
		for _, place := range r.at[from:to] {
			level[r.level[place]] = 1
		}
		for l, occurs := range level {
			if occurs == 1 {
				part.grey = append(part.grey, r.grey[l-1])
				level[l] = uint16(len(part.grey))
			}
		}
		for _, place := range r.at[from:to] {
			p := int(place) - (z-r.border)*area
			part.at = append(part.at, int32(p))
			part.inside[p], part.level[p] = 1, level[r.level[place]]
		}
		all = append(all, &part)
		from = to
	}
	return all
}

// family is a class of texture features that exist in several aggregations.
type family struct {
	name     string
	features []definition
	// directed families have the aggregations "_avg" and "_comb".
	directed bool
	// linked families are of runs or zones, whose voxels touch whatever
	// Distances says. A run of one voxel is a run, so no direction is left out.
	linked bool
	// values returns the features of one matrix, nil if it is empty.
	values func(g group, s Settings) []float64
}

// class returns the family with each feature in each aggregation.
func (f family) class(s Settings) class {
	var wanted []string
	for _, a := range s.aggregations() {
		if strings.Contains(a, "D_") == f.directed {
			wanted = append(wanted, a)
		}
	}
	c := class{name: f.name}
	for _, a := range wanted {
		for _, d := range f.features {
			d.name += "_" + a
			c.features = append(c.features, d)
		}
	}
	c.compute = func(ctx context.Context, r *region, s Settings) ([]float64, error) {
		var all []float64
		for _, a := range wanted {
			groups := r.groups(a, f.linked, s.distances())
			values := make([][]float64, len(groups))
			err := workers.Until(ctx, len(groups), func(i int) { values[i] = f.values(groups[i], s) })
			if err != nil {
				return nil, err
			}
			mean := meanOver(values)
			if mean == nil {
				return nil, fault.New(ErrUndefined, "no two voxels of the VOI are neighbours in aggregation %s, so %s has nothing to count", a, f.name).
					Try("leave %s out of classes, or the aggregation out of aggregations", f.name)
			}
			all = append(all, mean...)
		}
		return all, nil
	}
	return c
}
