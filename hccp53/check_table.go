package hccp53

import (
	"fmt"
	"math"
	"strings"

	"hcclab/hccp53/patient"
)

// CheckTable returns one row a patient: phases with series, time and evidence,
// geometry, shifts between phases, VOI, warnings and problems.
func (s *Study) CheckTable(c *Checked) Table {
	t := Table{Name: "check", Title: "Images and VOIs", Preview: 12, Header: []string{
		"case", "line", "phases: series, time after injection, evidence", "matrix × slices, voxels (mm)", "shift (mm, to the left, back, head)", "VOI", "scanner", "remarks",
	}}
	for _, p := range c.Patients {
		row := make([]string, len(t.Header))
		row[0], row[1] = fmt.Sprint(p.Case), fmt.Sprint(p.Line)
		if p.Problem != "" {
			row[7] = "NOT USABLE: " + p.Problem
			t.Rows = append(t.Rows, row)
			continue
		}
		r := p.Report
		var phases, shifts []string
		for _, ph := range r.Phases {
			phases = append(phases, phaseText(ph))
			if ph.Shift != nil {
				shifts = append(shifts, fmt.Sprintf("%s %+.1f, %+.1f, %+.1f", ph.Name, tenths(ph.Shift[0]), tenths(ph.Shift[1]), tenths(ph.Shift[2])))
			}
		}
		row[2] = strings.Join(phases, "; ")
		row[3] = fmt.Sprintf("%d×%d × %d, %.3g×%.3g×%.3g", r.Size[0], r.Size[1], r.Size[2], r.Spacing[0], r.Spacing[1], r.Spacing[2])
		for _, ph := range r.Phases {
			if ph.Resampled != "" {
				row[3] += fmt.Sprintf("; %s resampled: %s", ph.Name, ph.Resampled)
			}
		}
		row[4] = strings.Join(shifts, "; ")
		row[5] = fmt.Sprintf("%.1f mL on %d of %d slices; %s", r.Volume, r.Slices, r.Size[2], r.Drawn)
		row[6] = r.Scanner
		row[7] = strings.Join(r.Warnings, "; ")
		if r.Lesions > 1 {
			row[7] = strings.TrimPrefix(row[7]+fmt.Sprintf("; %d lesions, %s used", r.Lesions, s.settings.Images.Lesion), "; ")
		}
		t.Rows = append(t.Rows, row)
	}
	t.Notes = []string{
		fmt.Sprintf("%d of %d patients can be used.", len(c.Patients)-len(c.Problems()), len(c.Patients)),
		"Shifts are those of the surroundings of the lesion against the first phase, estimated and not applied. Phases that are found wrongly can be named in the column phase_series of the cohort file.",
	}
	return s.note(t)
}

// phaseText is one phase for a radiologist: "AP: series 8 (lava post), 28 s, the
// description says …".
func phaseText(p patient.Phase) string {
	text := fmt.Sprintf("%s: series %d", p.Name, p.Series)
	if p.Description != "" {
		text += " (" + p.Description + ")"
	}
	if p.Seconds != nil && !strings.Contains(p.Evidence, "start of injection") {
		text += fmt.Sprintf(", %.0f s", *p.Seconds)
	}
	return text + ", " + p.Evidence
}

// tenths rounds to a tenth, so that what is printed as 0 has no sign of its own.
func tenths(x float64) float64 { return math.Round(10*x)/10 + 0 }
