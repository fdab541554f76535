package nrrd

import (
	"fmt"
	"maps"
	"math"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"hcclab/hccp53/fault"
	"hcclab/hccp53/volume"
)

// Segmentation is a file of outlines, as 3D Slicer writes them (.seg.nrrd), or
// any label map. Segments may overlap: those that do are in different layers.
type Segmentation struct {
	// Grid is where the voxels are.
	Grid volume.Grid
	// Segments are in the order of the file.
	Segments []Segment
	// Warnings says, in sentences, what was taken for granted.
	Warnings []string

	layers [][]int32 // the labels of each layer
}

// Segment is one structure of a segmentation.
type Segment struct {
	// ID and Name are those of the file, such as Segment_1 and "tumour".
	ID, Name string
	// Label is the value of the segment's voxels in its layer.
	Label int
	// Layer counts from 0.
	Layer int
	// Color is red, green and blue from 0 to 1; all 0 when the file has none.
	Color [3]float64
	// Extent holds the first and last index along x, y and z that the file
	// states for the segment; it is not used.
	Extent [6]int
}

// ReadSegmentation reads a .seg.nrrd file, or any .nrrd or .nhdr label map. In
// a file without segment fields each label but 0 is a segment, named "label 3".
func ReadSegmentation(path string) (*Segmentation, error) {
	f, err := Open(path, Budget)
	if err != nil {
		return nil, err
	}
	s, err := f.Segmentation()
	if err != nil {
		return nil, placed(err, filepath.Base(path))
	}
	return s, nil
}

// Segmentation returns the labels of the file and what it says about them.
func (f *File) Segmentation() (*Segmentation, error) {
	for _, name := range []string{"Segmentation_MasterRepresentation", "Segmentation_SourceRepresentation"} {
		if strings.HasPrefix(f.Keys[name], "Fractional") {
			return nil, fault.New(ErrUnsupported, "the segmentation is fractional: its voxels are shares, not labels").Try("export it as binary label map")
		}
	}
	images, err := f.Images()
	if err != nil {
		return nil, err
	}
	s := &Segmentation{Grid: f.grid, Warnings: f.Warnings}
	for _, img := range images {
		labels := make([]int32, len(img.Data))
		for i, v := range img.Data {
			if v != math.Trunc(v) || v < 0 || v > math.MaxInt32 {
				return nil, fault.New(ErrUnsupported, "a voxel has the value %v; labels are whole numbers from 0 on", v).
					Try("check that the file is the segmentation, not the image")
			}
			labels[i] = int32(v)
		}
		s.layers = append(s.layers, labels)
	}
	if s.Segments, err = segments(f.Keys, len(images)); err != nil {
		return nil, err
	}
	s.complete()
	return s, nil
}

var segmentKey = regexp.MustCompile(`^Segment([0-9]{1,6})_`)

// segments reads the fields Segment0_ID, Segment0_Name and so on. Old files
// have no label and no layer: there each layer is one segment, of value 1.
func segments(keys map[string]string, layers int) ([]Segment, error) {
	found := map[int]bool{}
	for key := range keys {
		if m := segmentKey.FindStringSubmatch(key); m != nil {
			n, _ := strconv.Atoi(m[1]) // up to six digits
			found[n] = true
		}
	}
	var all []Segment
	for _, n := range slices.Sorted(maps.Keys(found)) {
		get := func(name string) string { return strings.TrimSpace(keys[fmt.Sprintf("Segment%d_%s", n, name)]) }
		s := Segment{ID: get("ID"), Name: get("Name"), Label: 1, Layer: n}
		if layers == 1 {
			s.Layer = 0
		}
		for name, to := range map[string]*int{"LabelValue": &s.Label, "Layer": &s.Layer} {
			if text := get(name); text != "" {
				v, err := strconv.Atoi(text)
				if err != nil {
					return nil, fault.New(ErrDamaged, "Segment%d_%s is %q", n, name, brief(text))
				}
				*to = v
			}
		}
		if s.Label < 1 || s.Layer < 0 || s.Layer >= layers {
			return nil, fault.New(ErrDamaged, "segment %d has label %d in layer %d; the file has %d layers", n, s.Label, s.Layer, layers)
		}
		for i, w := range strings.Fields(get("Color")) {
			if v, err := strconv.ParseFloat(w, 64); err == nil && i < 3 {
				s.Color[i] = v
			}
		}
		for i, w := range strings.Fields(get("Extent")) {
			if v, err := strconv.Atoi(w); err == nil && i < 6 {
				s.Extent[i] = v
			}
		}
		for _, other := range all {
			if other.Label == s.Label && other.Layer == s.Layer {
				return nil, fault.New(ErrDamaged, "two segments have label %d in layer %d", s.Label, s.Layer)
			}
		}
		all = append(all, s)
	}
	return all, nil
}

// complete looks for labels that no segment claims: in a plain label map they
// become segments, elsewhere a warning.
func (s *Segmentation) complete() {
	plain := len(s.Segments) == 0
	for layer, labels := range s.layers {
		claimed := map[int32]bool{0: true}
		for _, seg := range s.Segments {
			if seg.Layer == layer {
				claimed[int32(seg.Label)] = true
			}
		}
		var free []int32
		for i, l := range labels {
			if i > 0 && l == labels[i-1] || claimed[l] {
				continue
			}
			claimed[l] = true
			free = append(free, l)
		}
		slices.Sort(free)
		for _, l := range free {
			if plain {
				s.Segments = append(s.Segments, Segment{Name: fmt.Sprintf("label %d", l), Label: int(l), Layer: layer})
			} else {
				s.Warnings = append(s.Warnings, fmt.Sprintf("label %d of layer %d belongs to no segment", l, layer))
			}
		}
	}
}

// Mask returns the voxels of segment i.
func (s *Segmentation) Mask(i int) *volume.Mask {
	m := volume.NewMask(s.Grid)
	seg := s.Segments[i]
	for j, l := range s.layers[seg.Layer] {
		m.Data[j] = l == int32(seg.Label)
	}
	return m
}
