package voi

import (
	"fmt"
	"path/filepath"
	"strconv"
	"strings"
	"unicode"

	"hcclab/hccp53/fault"
	"hcclab/hccp53/volume"
)

// Option changes what [Read] and [Load] take from a file, and how.
type Option func(*options)

type options struct {
	label    int
	name     string
	choose   choice
	resample bool
	by       volume.Interpolation
	others   []named
	frame    string
}

// choice is which regions are taken.
type choice int

const (
	unchosen choice = iota
	byLabel
	byName
	everything
)

// named is a grid with a name for messages.
type named struct {
	name string
	grid volume.Grid
}

// Label takes only the region with number n, from 1 on: the label of a label
// map, the number of a segment or an ROI.
func Label(n int) Option {
	return func(o *options) { o.choose, o.label = byLabel, n }
}

// Name takes only the regions of that name. Capital letters and blanks around
// it make no difference. Labels of a plain label map are named "label 3".
func Name(name string) Option {
	return func(o *options) { o.choose, o.name = byName, name }
}

// Chosen takes the region that a text names, as it stands in a settings file or
// on the command line: its number, its name, or "all". An empty text chooses
// nothing.
func Chosen(text string) Option {
	n, err := strconv.Atoi(text)
	switch {
	case text == "":
		return func(*options) {}
	case text == "all":
		return All()
	case err == nil:
		return Label(n)
	}
	return Name(text)
}

// All takes all regions together, as is done when nothing is chosen, and says so
// without a warning.
func All() Option {
	return func(o *options) { o.choose = everything }
}

// Resample allows the VOI to lie on another grid than the image; it is then
// brought to that of the image with the given interpolation, see
// [volume.Mask.Resample]. One that reaches beyond the image stays refused.
func Resample(by volume.Interpolation) Option {
	return func(o *options) { o.resample, o.by = true, by }
}

// DrawnOn names a further grid on which the VOI may have been drawn by mistake,
// such as that of another phase. It is only used in messages.
func DrawnOn(name string, g volume.Grid) Option {
	return func(o *options) { o.others = append(o.others, named{name, g}) }
}

// InFrame tells the UID of the frame of reference of the image. A DICOM file of
// outlines that states another one may be of another examination: a warning says
// so, since the numbers of its places may fit all the same.
func InFrame(uid string) Option {
	return func(o *options) { o.frame = uid }
}

// Region is one structure of a file.
type Region struct {
	// Number is the label, the number of the segment or that of the ROI; in a
	// file whose layers use the same labels again, the place in its list, from 1.
	Number int
	// Name is what the file calls it, without control characters and of at most 64
	// letters; "label 3" in a plain label map.
	Name string
	// Voxels is their number on the grid of the file, or in [Result] on that of
	// the image; −1 where there is no grid: for the outlines of an RTSTRUCT and
	// segments that are not of a volume.
	Voxels int
}

// Result is a VOI and where it came from.
type Result struct {
	// Mask lies on the grid of the image.
	Mask *volume.Mask
	// Format is NIfTI, NRRD, DICOM SEG or RTSTRUCT.
	Format string
	// Regions are those that were taken together. They may overlap.
	Regions []Region
	// Warnings say what was taken for granted or changed, a sentence each.
	Warnings []string
}

// Read is [Load] for the mask alone.
func Read(path string, on volume.Grid, opts ...Option) (*volume.Mask, error) {
	res, err := Load(path, on, opts...)
	if err != nil {
		return nil, err
	}
	return res.Mask, nil
}

// Load reads the regions of a file, or a folder with it, as a VOI on the grid
// of the image that they belong to; see the package comment. All regions but
// the background belong to the VOI, unless an option chooses.
//
// The errors are [ErrOtherGrid], [ErrEmpty], [ErrLabels], [ErrFiles] and those
// of the package that reads the format.
func Load(path string, on volume.Grid, opts ...Option) (*Result, error) {
	var o options
	for _, opt := range opts {
		opt(&o)
	}
	name := filepath.Base(path)
	if o.choose == byLabel && o.label < 1 {
		return nil, fault.New(ErrLabels, "label %d was asked for; labels start at 1", o.label).At("%s", name)
	}
	files, err := open(path)
	if err != nil {
		return nil, err
	}
	res := &Result{Mask: volume.NewMask(on), Format: files[0].format}
	for _, f := range files {
		res.Warnings = append(res.Warnings, f.warnings...)
		if len(f.regions) == 0 && !sameVoxels(f.grid, on) { // nothing is marked: the grid may be why
			return nil, f.otherGrid(diagnose(on, f.grid, o.others))
		}
		for i, r := range f.regions {
			if !o.takes(r) {
				continue
			}
			if err := f.add(res, i, on, &o); err != nil {
				return nil, err
			}
		}
	}
	switch {
	case res.Mask.Count() > 0:
	case len(res.Regions) == 0 && o.choose == byLabel:
		return nil, fault.New(ErrEmpty, "no voxel has the label %d; there are %s", o.label, list(files, true)).At("%s", name).Try("check which label is the tumour's")
	case len(res.Regions) == 0 && o.choose == byName:
		return nil, fault.New(ErrEmpty, "no region is named %q; there are %s", o.name, list(files, false)).At("%s", name).Try("check which region is the tumour's")
	default:
		return nil, fault.New(ErrEmpty, "no voxel is marked").At("%s", name).Try("check the file in the program that it was drawn with")
	}
	if n := len(res.Regions); n > 1 && o.choose != everything {
		names := make([]string, n)
		for i, r := range res.Regions {
			names[i] = r.Name
		}
		res.Warnings = append(res.Warnings, fmt.Sprintf("%d regions were taken together: %s", n, shortened(names)))
	}
	return res, nil
}

// printable returns a name without control characters and of at most 64 letters,
// so that foreign text can stand in a message.
func printable(name string) string {
	var out []rune
	for _, r := range name {
		if len(out) < 64 && unicode.IsPrint(r) {
			out = append(out, r)
		}
	}
	return strings.TrimSpace(string(out))
}

// Regions lists what a file, or a folder with it, holds.
func Regions(path string) ([]Region, error) {
	files, err := open(path)
	if err != nil {
		return nil, err
	}
	var all []Region
	for _, f := range files {
		for i, r := range f.regions {
			if r.Voxels, err = f.count(i); err != nil {
				return nil, fault.Place(err, f.name)
			}
			all = append(all, r)
		}
	}
	return all, nil
}

// takes reports whether the region was chosen. A background, number 0, is no
// region of a VOI.
func (o *options) takes(r Region) bool {
	switch o.choose {
	case byLabel:
		return r.Number == o.label
	case byName:
		return strings.EqualFold(strings.TrimSpace(r.Name), strings.TrimSpace(o.name))
	}
	return r.Number != 0
}

// list names the regions of the files in a message, by number or by name.
func list(files []*file, numbers bool) string {
	var text []string
	for _, f := range files {
		for _, r := range f.regions {
			if numbers {
				text = append(text, fmt.Sprint(r.Number))
			} else {
				text = append(text, fmt.Sprintf("%q", r.Name))
			}
		}
	}
	if len(text) == 0 {
		return "none"
	}
	return shortened(text)
}

// shortened joins the first ten of a list.
func shortened(list []string) string {
	return fault.List(list, 10, func(text string) string { return text })
}
