package imagefile

import (
	"path/filepath"
	"strconv"
	"strings"

	"hcclab/hccp53/fault"
	"hcclab/hccp53/volume"
	"hcclab/hccp53/volume/nrrd"
)

// NRRD is what a NRRD file states.
type NRRD struct {
	Bytes      int64  `json:"bytes"`
	FileSHA256 string `json:"file_sha256"`
	// Header holds the fields by name; sizes, kinds, space directions and space
	// origin as lists, all others as text. Free text is left out: the content, and
	// pairs of key and value, in which programs keep what DICOM said of the patient.
	Header   map[string]any `json:"header"`
	Array    Array          `json:"array"`
	Place    *Place         `json:"simpleitk,omitempty"`
	Warnings []string       `json:"warnings,omitempty"`
}

// Place is where the voxels are, in LPS, as SimpleITK tells it: the columns of
// the matrix of directions, written by rows, are the axes.
type Place struct {
	Size      [3]int     `json:"size"`
	Spacing   [3]float64 `json:"spacing"`
	Origin    [3]float64 `json:"origin_lps"`
	Direction [9]float64 `json:"direction_lps_rowmajor"`
}

func describeNRRD(path string) (*File, []*volume.Image, error) {
	file, err := nrrd.Open(path, nrrd.Budget)
	if err != nil {
		return nil, nil, err
	}
	bytes, sum, err := fingerprint(path)
	if err != nil {
		return nil, nil, err
	}
	facts := &NRRD{Bytes: bytes, FileSHA256: sum, Header: map[string]any{}, Array: stored(&file.Array), Warnings: file.Warnings}
	for name, text := range file.Fields {
		if name != "content" {
			facts.Header[name] = field(name, text)
		}
	}
	if g, err := file.Grid(); err == nil {
		facts.Place = &Place{Size: g.Size, Spacing: g.Spacing, Origin: g.Origin}
		for i := range 3 {
			for k := range 3 {
				facts.Place.Direction[3*k+i] = g.Direction[i][k]
			}
		}
	}
	f := &File{Name: filepath.Base(path), Format: formatNRRD, Frames: file.Volumes(), Array: &facts.Array, Facts: facts, warnings: file.Warnings}
	images, err := file.Images()
	if err != nil {
		f.Error = fault.Place(err, f.Name).Error()
	}
	return f, images, nil
}

// field returns a field of a header as JSON has it.
func field(name, text string) any {
	switch name {
	case "sizes":
		return vector(text)
	case "kinds":
		return strings.Fields(text)
	case "space origin":
		return vector(strings.Trim(text, "()"))
	case "space directions":
		var out [][]float64
		for _, axis := range strings.Fields(strings.ReplaceAll(strings.ReplaceAll(text, ", ", ","), ") (", ")\n(")) {
			out = append(out, vector(strings.Trim(axis, "()"))) // nothing for an axis that is not in space
		}
		return out
	}
	return text
}

// vector parses numbers apart by commas or spaces; nil when one is none.
func vector(text string) []float64 {
	var out []float64
	for _, part := range strings.FieldsFunc(text, func(r rune) bool { return r == ',' || r == ' ' }) {
		x, err := strconv.ParseFloat(part, 64)
		if err != nil {
			return nil
		}
		out = append(out, x)
	}
	return numbers(out...)
}
