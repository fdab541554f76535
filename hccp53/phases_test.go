package hccp53_test

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"hcclab/hccp53"
	"hcclab/hccp53/cohort"
	"hcclab/hccp53/fault"
	"hcclab/hccp53/mri"
	"hcclab/hccp53/patient"
)

// addColumn adds an empty column.
func addColumn(rows [][]string, name string) [][]string {
	for i := range rows {
		rows[i] = append(rows[i], "")
	}
	rows[0][len(rows[0])-1] = name
	return rows
}

// The phases of line 11 lie in series arterial, portal and delayed.
func TestPhasesNamedInTheCohortFile(t *testing.T) {
	all := addColumn(rows(t), "phase_series")
	*cell(t, all, badLine, "phase_series") = "AP=4 PVP=3"
	s, err := hccp53.Open(writeStudy(t, all))
	check(t, err)
	checked, err := s.Check()
	check(t, err)
	for k, p := range checked.Patients {
		if p.Problem != "" {
			t.Errorf("line %d: %s", p.Line, p.Problem)
			continue
		}
		ap, pvp, dp := p.Report.Phases[0], p.Report.Phases[1], p.Report.Phases[2]
		if p.Line != badLine {
			if strings.Contains(ap.Evidence+pvp.Evidence+dp.Evidence, "named in") {
				t.Errorf("line %d: %q, %q, %q", p.Line, ap.Evidence, pvp.Evidence, dp.Evidence)
			}
			continue
		}
		if ap.Series != portal || pvp.Series != arterial || dp.Series != delayed || ap.Evidence != "named in cohort.csv (AP=4)" || strings.HasPrefix(dp.Evidence, "named") {
			t.Errorf("%+v", p.Report.Phases)
		}
		row := s.CheckTable(checked).Rows[k]
		for i, part := range []string{"10", "11", "AP: series 4 (", "56×48 × 20, 5×5×7", "PVP ", "one VOI for all phases, drawn on AP", "T", ""} {
			if !strings.Contains(row[i], part) {
				t.Errorf("column %d is %q, without %q", i, row[i], part)
			}
			plain(t, row[i])
		}
	}
}

func TestPhasesNamedWrongly(t *testing.T) {
	all := addColumn(rows(t), "phase_series")
	*cell(t, all, badLine, "phase_series") = "AP=4 PVP"
	*cell(t, all, 3, "phase_series") = "late=4"
	_, err := hccp53.Open(writeStudy(t, all))
	var problems cohort.Problems
	if !errors.Is(err, mri.ErrChoice) || !errors.As(err, &problems) || len(problems) != 2 {
		t.Fatalf("got %v", err)
	}
	var f *fault.Error
	for _, p := range problems {
		if !errors.As(p, &f) || f.Remedy == "" || !strings.Contains(p.Error(), `column "phase_series"`) {
			t.Errorf("%v", p)
		}
	}
	text := problems[0].Error() + problems[1].Error()
	for _, part := range []string{"cohort.csv, line 11", "cohort.csv, line 3", `"PVP" in "AP=4 PVP"`, `"late=4"`} {
		if !strings.Contains(text, part) {
			t.Errorf("%q is not in %s", part, text)
		}
	}
	// A series that is not there is a problem of the patient.
	all = addColumn(rows(t), "phase_series")
	*cell(t, all, badLine, "phase_series") = "AP=77"
	s, err := hccp53.Open(writeStudy(t, all))
	check(t, err)
	checked, err := s.Check()
	check(t, err)
	bad := checked.Problems()
	if len(bad) != 1 || bad[0].Line != badLine || !strings.Contains(bad[0].Problem, `column "phase_series"`) || !strings.Contains(bad[0].Problem, "no volume of series 77") {
		t.Errorf("%+v", bad)
	}
}

func TestVOIsOfSinglePhases(t *testing.T) {
	all := addColumn(addColumn(rows(t), "voi_pvp"), "voi_dp")
	drawn := filepath.Join(cohortDir(), "patients", *cell(t, all, badLine, "patient_id"), "voi_reader2.nii.gz")
	if _, err := os.Stat(drawn); err != nil {
		t.Fatal(err)
	}
	*cell(t, all, badLine, "voi_pvp"), *cell(t, all, badLine, "voi_reader2"), *cell(t, all, badLine, "voi_reread") = drawn, "", ""
	*cell(t, all, 3, "voi_dp") = drawn // of another patient, and read thrice
	s, err := hccp53.Open(writeStudy(t, all))
	check(t, err)
	checked, err := s.Check()
	check(t, err)
	for _, p := range checked.Patients {
		switch p.Line {
		case badLine:
			if p.Problem != "" || p.Report.Drawn != "VOIs drawn on AP, PVP; that of AP used for DP" {
				t.Errorf("%s %+v", p.Problem, p.Report)
			}
		case 3:
			if !strings.Contains(p.Problem, `column "voi_dp"`) || !strings.Contains(p.Problem, "reader study") {
				t.Errorf("line 3: %q", p.Problem)
			}
		default:
			if p.Problem != "" || p.Report.Drawn != "one VOI for all phases, drawn on AP" {
				t.Errorf("line %d: %s %+v", p.Line, p.Problem, p.Report)
			}
		}
	}
}

// TestPhaseOnAnotherGrid leaves the last slice of the delayed phase out, away from
// the lesion: every step refuses the patient, or takes the phase resampled.
func TestPhaseOnAnotherGrid(t *testing.T) {
	all := damaged(t, func(dir string) {
		files := images(t, dir, delayed)
		check(t, os.Remove(files[len(files)-1]))
	})
	all = append(all[:1], all[badLine-2:badLine+1]...) // now in line 3
	exact, err := hccp53.Open(writeStudy(t, all))
	check(t, err)
	checked, err := exact.Check()
	check(t, err)
	bad := checked.Problems()
	if len(bad) != 1 || bad[0].Line != 3 || !strings.Contains(bad[0].Problem, "the DP lies on another grid than the AP: size 56×48×19 instead of 56×48×20") ||
		!strings.Contains(bad[0].Remedy, "set images.phase_grid to resample in study.yaml") {
		t.Fatalf("exact: %+v", bad)
	}
	if _, err := exact.Extract(); !errors.Is(err, patient.ErrGrids) {
		t.Errorf("exact: %v", err)
	}
	s, err := hccp53.Open(writeStudy(t, all, "lesion: largest", "lesion: largest, phase_grid: resample"))
	check(t, err)
	checked, err = s.Check()
	check(t, err)
	if bad := checked.Problems(); len(bad) > 0 {
		t.Fatalf("resample: %+v", bad)
	}
	at := slices.IndexFunc(checked.Patients, func(p hccp53.PatientCheck) bool { return p.Line == 3 })
	row := s.CheckTable(checked).Rows[at]
	if want := "56×48 × 20, 5×5×7; DP resampled: linear, from 56×48×19 voxels of 5×5×7 mm, origin shifted by +0, +0, +0 mm, covers 95 %"; row[3] != want {
		t.Errorf("%q, want %q", row[3], want)
	}
	for _, text := range row {
		plain(t, text)
	}
	f, err := s.Extract()
	check(t, err)
	if !slices.Contains(f.Table.Cases, checked.Patients[at].Case) {
		t.Errorf("measured were the cases %v", f.Table.Cases)
	}
	if _, err := s.PhasesFigure(checked.Patients[at].Case); err != nil {
		t.Errorf("figure: %v", err)
	}
}
