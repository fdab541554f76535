package conformance

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"

	"hcclab/hccp53/fault"
)

// Group is a folder of images in dicom/facts.json: what pydicom, SimpleITK,
// nibabel and pynrrd found in it.
type Group struct {
	// Kind says what the folder holds: a series, several in time, a defective
	// one, single files, NIfTI or NRRD.
	Kind string `json:"kind"`
	// Files has the facts of each file by its name.
	Files map[string]Fact `json:"files"`
	// Volume is nil for a folder that is no series.
	Volume *VolumeFact `json:"volume"`
}

// VolumeFact is what SimpleITK makes of a series.
type VolumeFact struct {
	// Gaps are the distances of the files, in mm, in the Order of their places
	// along the normal of the slices.
	Gaps  []float64 `json:"gaps_mm"`
	Order []string  `json:"order_by_normal_projection"`
	// ITK is the volume: its grid in LPS, the matrix of directions by rows, and
	// the sum of its voxels as a little-endian array of the numpy type.
	ITK struct {
		DType     string    `json:"dtype"`
		Direction []float64 `json:"direction_lps_rowmajor"`
		Origin    []float64 `json:"origin_lps"`
		Size      []int     `json:"size"`
		Spacing   []float64 `json:"spacing"`
		SHA256    string    `json:"sha256_le"`
	} `json:"simpleitk_volume"`
}

// Fact is what is known of one file, as JSON has it.
type Fact map[string]any

// Text returns a text of the fact, "" when it is absent.
func (f Fact) Text(key string) string {
	s, _ := f[key].(string)
	return s
}

// Number returns a number of the fact, 0 when it is absent.
func (f Fact) Number(key string) float64 {
	x, _ := f[key].(float64)
	return x
}

// Decode puts the fact into a struct, by its json tags.
func (f Fact) Decode(into any) error {
	b, err := json.Marshal(f)
	if err != nil {
		return err
	}
	return json.Unmarshal(b, into)
}

// ReadFacts reads dicom/facts.json below the reference folder root. The names
// of groups are folders below root/dicom, with slashes. The error is
// [ErrReference]; it is fs.ErrNotExist, too, when there is no such file.
func ReadFacts(root string) (map[string]Group, error) {
	var groups map[string]Group
	return groups, ReadJSON(filepath.Join(root, "dicom", "facts.json"), &groups)
}

// ReadJSON reads a file of JSON as [FromPython] does. The error is
// [ErrReference].
func ReadJSON(path string, into any) error {
	b, err := os.ReadFile(path)
	if err == nil {
		err = FromPython(b, into)
	}
	if err != nil {
		return fault.Wrap(ErrReference, err, "the facts cannot be read").At("%s", filepath.Base(path))
	}
	return nil
}

// nan matches NaN and infinities where JSON has a value.
var nan = regexp.MustCompile(`([:\[,]\s*)(?:NaN|-?Infinity)\b`)

// FromPython decodes JSON as Python writes it, with NaN or Infinity for what is no number:
// it becomes nothing.
func FromPython(b []byte, into any) error {
	return json.Unmarshal(nan.ReplaceAll(b, []byte("${1}null")), into)
}
