package nrrd

import (
	"slices"
	"strconv"
	"strings"

	"hcclab/hccp53/fault"
	"hcclab/hccp53/volume"
)

// toLPS gives the signs that turn each space of the patient into LPS.
var toLPS = map[string][3]float64{
	"left-posterior-superior": {1, 1, 1}, "lps": {1, 1, 1},
	"right-anterior-superior": {-1, -1, 1}, "ras": {-1, -1, 1},
	"left-anterior-superior": {1, -1, 1}, "las": {1, -1, 1},
}

// place finds the grid of f and the axis that is not in space.
func (h *header) place(f *File) error {
	f.list = -1
	if n := len(f.Shape); n < 3 || n > 4 {
		return fault.New(ErrUnsupported, "the image has %d axes; 3 are read, or 4 for several volumes", n)
	}
	sign := [3]float64{1, 1, 1}
	if space := h.field["space"]; space != "" {
		var ok bool
		if sign, ok = toLPS[strings.ToLower(space)]; !ok {
			return fault.New(ErrUnsupported, "the space %q is not one of the patient's", brief(space)).Try("export the image in LPS or RAS")
		}
	} else {
		f.Warnings = append(f.Warnings, "the header names no space: it is taken as LPS")
	}
	axes, origin, err := h.axes(f)
	if err != nil {
		return err
	}
	if err := h.kinds(f, axes); err != nil {
		return err
	}
	var inSpace [3][3]float64
	var size [3]int
	i := 0
	for axis, v := range axes {
		if v == nil {
			continue
		}
		size[i] = f.Shape[axis]
		for k := range 3 {
			inSpace[i][k] = sign[k]*v[k] + 0 // + 0 makes 0 of −0
		}
		i++
	}
	for k := range 3 {
		origin[k] = sign[k]*origin[k] + 0
	}
	g, ok := volume.FromAxes(size, inSpace, origin)
	if !ok {
		return fault.New(ErrDamaged, "the header states no usable voxel size or origin")
	}
	if a := g.Shear(); a > volume.MaxShear {
		return fault.New(ErrSheared, "two axes miss a right angle by %.2f°", a).Try("resample the image to a grid with right angles before reading it")
	}
	f.grid = g
	return nil
}

// axes returns one vector an axis, nil for the one that is not in space, and
// the origin, both in the space of the header.
func (h *header) axes(f *File) (axes []*[3]float64, origin [3]float64, err error) {
	if err := h.millimetres(); err != nil {
		return nil, origin, err
	}
	if h.field["spacedirections"] == "" {
		f.Warnings = append(f.Warnings, "the header states no directions: the image is taken as axial")
		return h.oldAxes(f.Shape)
	}
	if d := h.field["spacedimension"]; d != "" && d != "3" {
		return nil, origin, fault.New(ErrUnsupported, "the space has %s dimensions", brief(d))
	}
	if axes, err = vectors(h.field["spacedirections"]); err != nil {
		return nil, origin, err
	}
	if len(axes) != len(f.Shape) {
		return nil, origin, fault.New(ErrDamaged, "the header states %d directions for %d axes", len(axes), len(f.Shape))
	}
	at, err := vectors(h.field["spaceorigin"])
	if err != nil {
		return nil, origin, err
	}
	if len(at) != 1 || at[0] == nil {
		return nil, origin, fault.New(ErrDamaged, "the header states directions and no origin").Try(`add the field "space origin"`)
	}
	return axes, *at[0], nil
}

// vectors reads "(1,0,0) none (0,1,0)".
func vectors(text string) ([]*[3]float64, error) {
	var all []*[3]float64
	for text = strings.TrimSpace(text); text != ""; text = strings.TrimSpace(text) {
		if rest, ok := strings.CutPrefix(text, "none"); ok {
			all, text = append(all, nil), rest
			continue
		}
		inside, rest, closed := strings.Cut(strings.TrimPrefix(text, "("), ")")
		numbers := strings.Split(inside, ",")
		if text[0] != '(' || !closed || len(numbers) != 3 {
			return nil, fault.New(ErrDamaged, "%q is not a vector of three numbers", brief(text))
		}
		v := new([3]float64)
		for k, number := range numbers {
			var err error
			if v[k], err = strconv.ParseFloat(strings.TrimSpace(number), 64); err != nil {
				return nil, fault.New(ErrDamaged, "%q is not a vector of three numbers", brief(text))
			}
		}
		all, text = append(all, v), rest
	}
	return all, nil
}

// kinds checks that three axes are in space and that the fourth holds volumes.
func (h *header) kinds(f *File, axes []*[3]float64) error {
	kinds := strings.Fields(strings.ToLower(h.field["kinds"]))
	if len(kinds) != 0 && len(kinds) != len(axes) {
		return fault.New(ErrDamaged, "the header states %d kinds for %d axes", len(kinds), len(axes))
	}
	inSpace := 0
	for axis, v := range axes {
		if v != nil {
			inSpace++
			continue
		}
		f.list = axis
		for _, word := range []string{"color", "complex", "quaternion"} {
			if len(kinds) > 0 && strings.Contains(kinds[axis], word) {
				return fault.New(ErrUnsupported, "the image holds numbers of kind %s", kinds[axis]).Try("convert the image to one of grey values")
			}
		}
	}
	if inSpace != 3 {
		return fault.New(ErrUnsupported, "%d of %d axes are in space; images with 3 are read", inSpace, len(axes))
	}
	return nil
}

// millimetres returns an error when lengths are in another unit.
func (h *header) millimetres() error {
	for i, unit := range strings.Split(h.field["spaceunits"], `"`) {
		known := slices.Contains([]string{"", "mm", "millimeter", "millimeters", "millimetre", "millimetres"}, strings.TrimSpace(unit))
		if i%2 == 1 && !known { // between quotation marks
			return fault.New(ErrUnsupported, "lengths are in %q", brief(unit)).Try("convert the header to mm")
		}
	}
	return nil
}
