package nrrd

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"hcclab/hccp53/fault"
)

// oldAxes is [header.axes] for files from before there were directions: with
// the fields spacings, axis mins and centers. An axis whose spacing is NaN, or
// whose kind is not domain or space, is not in space. The least value of an
// axis is at the edge of its first voxel, or at its centre where centers says
// node.
func (h *header) oldAxes(shape []int) (axes []*[3]float64, origin [3]float64, err error) {
	spacing, err := h.numbers("spacings", len(shape))
	if err != nil {
		return nil, origin, err
	}
	lo, err := h.numbers("axismins", len(shape))
	if err != nil {
		return nil, origin, err
	}
	if spacing == nil {
		return nil, origin, fault.New(ErrDamaged, "the header states no voxel size").Try(`add the fields "space directions" and "space origin"`)
	}
	centers := strings.Fields(h.field["centers"] + h.field["centerings"])
	if len(centers) != 0 && len(centers) != len(shape) {
		return nil, origin, fault.New(ErrDamaged, "the header states %d centers for %d axes", len(centers), len(shape))
	}
	at, err := vectors(h.field["spaceorigin"])
	if err != nil {
		return nil, origin, err
	}
	kinds := strings.Fields(strings.ToLower(h.field["kinds"]))
	domains := []string{"domain", "space", "none", "???"}
	i := 0
	for axis, s := range spacing {
		if math.IsNaN(s) || len(kinds) == len(shape) && !slices.Contains(domains, kinds[axis]) {
			axes = append(axes, nil)
			continue
		}
		if i == 3 {
			return nil, origin, fault.New(ErrUnsupported, "the image has four axes, and nothing says which of them is not in space").
				Try(`add the field "kinds", with list for the axis of the volumes`)
		}
		v := new([3]float64)
		v[i] = s
		axes = append(axes, v)
		if lo != nil {
			origin[i] = lo[axis]
			if len(centers) == 0 || centers[axis] != "node" {
				origin[i] += s / 2
			}
		}
		if len(at) == 1 && at[0] != nil {
			origin[i] = at[0][i]
		}
		i++
	}
	return axes, origin, nil
}

// numbers reads a field of one number an axis, or returns nil without it.
func (h *header) numbers(name string, n int) ([]float64, error) {
	words := strings.Fields(h.field[name])
	if len(words) == 0 {
		return nil, nil
	}
	var all []float64
	for _, w := range words {
		v, err := strconv.ParseFloat(w, 64)
		if err != nil {
			return nil, fault.New(ErrDamaged, "the field %q holds %q", name, brief(w))
		}
		all = append(all, v)
	}
	if len(all) != n {
		return nil, fault.New(ErrDamaged, "the field %q has %d numbers for %d axes", name, len(all), n)
	}
	return all, nil
}
