package patient

import (
	"fmt"
	"math"

	"hcclab/hccp53/mri"
	"hcclab/hccp53/volume"
)

// Report says what the images of one patient turned out to be.
type Report struct {
	Phases []Phase `json:"phases"`
	// Size and Spacing of the phases, in voxels and mm.
	Size    [3]int     `json:"size"`
	Spacing [3]float64 `json:"spacing"`
	// Voxels and Volume (in mL) of the lesion that is used; Lesions is the number
	// of separate lesions in the VOI file.
	Voxels    int      `json:"voxels"`
	Volume    float64  `json:"volume"`
	Lesions   int      `json:"lesions"`
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
}

// Report describes the images and the lesion that is used of so many.
func (img *Images) Report(lesion *volume.Mask, lesions int) Report {
	g := img.Grid()
	r := Report{
		Size: g.Size, Spacing: g.Spacing, Voxels: lesion.Count(), Lesions: lesions,
		Scanner: scannerText(img.Study.Scanner), Files: img.Study.Files, Simulated: img.Study.Simulated,
		Warnings: append([]string{}, img.Study.Warnings...),
	}
	r.Volume = float64(r.Voxels) * g.VoxelVolume() / 1000
	for _, v := range img.Phases {
		p := Phase{Name: string(v.Phase), Evidence: v.Evidence, Series: v.SeriesNumber}
		if !math.IsNaN(v.Seconds) {
			p.Seconds = &v.Seconds
		}
		r.Phases = append(r.Phases, p)
	}
	return r
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
