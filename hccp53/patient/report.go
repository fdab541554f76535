package patient

import (
	"fmt"
	"math"
	"slices"

	"hcclab/hccp53/mri"
	"hcclab/hccp53/volume"
	"hcclab/hccp53/volume/shift"
)

// Report says what the images of one patient turned out to be.
type Report struct {
	Phases []Phase `json:"phases"`
	// Size and Spacing of the phases, in voxels and mm.
	Size    [3]int     `json:"size"`
	Spacing [3]float64 `json:"spacing"`
	// Voxels, Slices and Volume (in mL) of the lesion that is used; Lesions is the
	// number of separate lesions in the VOI file.
	Voxels  int     `json:"voxels"`
	Slices  int     `json:"slices"`
	Volume  float64 `json:"volume"`
	Lesions int     `json:"lesions"`
	// Drawn says on which phases the VOIs were drawn.
	Drawn     string   `json:"drawn"`
	Scanner   string   `json:"scanner"`
	Files     int      `json:"files"`
	Simulated bool     `json:"simulated"`
	Warnings  []string `json:"warnings"`
}

// Phase is one phase with what it was found from.
type Phase struct {
	Name     string   `json:"name"`
	Evidence string   `json:"evidence"`
	Seconds  *float64 `json:"seconds"` // after injection; null where unknown
	Series   int      `json:"series"`
	// Description of the series, at most 64 characters and all printable.
	Description string `json:"description"`
	// Resampled says from what grid the phase was brought to that of the first,
	// and how; "" where it lies on it.
	Resampled string `json:"resampled"`
	// Shift is by how many mm (LPS) the surroundings of the lesion lie elsewhere
	// than in the first phase; null in that and where it was not estimated.
	Shift *[3]float64 `json:"shift_mm"`
}

// farShift is the length in mm of a shift between phases that is warned of: two
// slices of 5 mm. Breath-holds in expiration repeat to a few mm.
const farShift = 10

// Report describes the images and the lesion that is used of so many, with the
// warnings of all VOIs that were read. It
// estimates the shifts between the phases, which takes a tenth of a second each.
func (img *Images) Report(lesion *volume.Mask, lesions int) Report {
	g := img.Grid()
	r := Report{
		Size: g.Size, Spacing: g.Spacing, Voxels: lesion.Count(), Lesions: lesions, Drawn: img.drawn(),
		Scanner: scannerText(img.Study.Scanner), Files: img.Study.Files, Simulated: img.Study.Simulated,
		Warnings: slices.Concat([]string{}, img.Study.Warnings, img.warnings),
	}
	if lo, hi, ok := lesion.Box(); ok {
		r.Slices = hi[2] - lo[2]
	}
	r.Volume = millilitres(lesion)
	for _, v := range img.Phases {
		p := Phase{Name: string(v.Phase), Evidence: v.Evidence, Series: v.SeriesNumber, Description: v.Description, Resampled: img.moved[v.Phase].text}
		if !math.IsNaN(v.Seconds) {
			p.Seconds = &v.Seconds
		}
		if first := img.Phases[0]; v != first {
			warning := ""
			p.Shift, warning = img.shiftOf(v, lesion, r.Volume)
			if warning != "" {
				r.Warnings = append(r.Warnings, warning)
			}
		}
		r.Phases = append(r.Phases, p)
	}
	return r
}

// shiftOf estimates how v lies against the first phase, in tenths of a mm, and
// warns of a shift that is long, or long for a lesion of so many mL: half of the
// diameter of a ball of that volume. A phase that was resampled is compared where
// it was acquired.
func (img *Images) shiftOf(v *mri.Volume, lesion *volume.Mask, millilitres float64) (mm *[3]float64, warning string) {
	first := img.Phases[0]
	a, b := first.Image, v.Image
	if m, resampled := img.moved[v.Phase]; resampled {
		a, b, lesion = a.Crop(m.lo, m.hi, 0), b.Crop(m.lo, m.hi, 0), lesion.Crop(m.lo, m.hi, 0)
	}
	e, err := shift.Between(a, b, lesion)
	if err != nil {
		return nil, fmt.Sprintf("shift of %s against %s: %v", v.Phase, first.Phase, err)
	}
	mm = &[3]float64{}
	for k, d := range e.MM {
		mm[k] = math.Round(10*d) / 10
	}
	radius := math.Cbrt(3 * 1000 * millilitres / (4 * math.Pi))
	switch long := e.Length(); {
	case long > farShift:
		return mm, fmt.Sprintf("%s is shifted by %.1f mm against %s, more than %d mm", v.Phase, long, first.Phase, farShift)
	case long > radius:
		return mm, fmt.Sprintf("%s is shifted by %.1f mm against %s, more than half of the lesion (%.1f mm)", v.Phase, long, first.Phase, radius)
	}
	return mm, ""
}

// drawn says which VOIs there are.
func (img *Images) drawn() string {
	first := img.Phases[0].Phase
	if len(img.own) == 0 {
		return fmt.Sprintf("one VOI for all phases, drawn on %s", first)
	}
	text := fmt.Sprintf("VOIs drawn on %s", first)
	rest := ""
	for _, v := range img.Phases[1:] {
		if img.own[v.Phase] != nil {
			text += ", " + string(v.Phase)
		} else {
			rest += ", " + string(v.Phase)
		}
	}
	if rest != "" {
		text += fmt.Sprintf("; that of %s used for %s", first, rest[2:])
	}
	return text
}

func scannerText(s mri.Scanner) string {
	text := s.Manufacturer
	if s.Model != "" {
		text += " " + s.Model
	}
	if s.FieldStrength > 0 {
		text += fmt.Sprintf(", %g T", s.FieldStrength)
	}
	return text
}
