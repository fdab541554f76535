package hccp53_test

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"hcclab/hccp53"
	"hcclab/hccp53/cohort"
	"hcclab/hccp53/mri"
	"hcclab/hccp53/provenance"
	"hcclab/hccp53/radiomics"
	"hcclab/hccp53/voi"
	"hcclab/hccp53/volume"
	"hcclab/hccp53/volume/nifti"
)

// The name of the damaged patient, in place of the code that study files should
// have. It stands in the cohort file, in the name of the folder and in every
// DICOM header, and must not be in any message.
const patientName = "MEIER"

// damaged copies one patient's folder under a patient's name, lets damage loose
// on it, and returns rows in which the patient is taken from there. Line 11 is
// a patient whose phases are series of their own.
const badLine = 11

func damaged(t *testing.T, damage func(dir string)) [][]string {
	t.Helper()
	all := rows(t)
	id := *cell(t, all, badLine, "patient_id")
	dir := filepath.Join(t.TempDir(), patientName)
	check(t, os.CopyFS(dir, os.DirFS(filepath.Join(cohortDir(), "patients", id))))
	check(t, filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || filepath.Ext(path) != ".dcm" {
			return err
		}
		content, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		return os.WriteFile(path, bytes.ReplaceAll(content, []byte(id), []byte(patientName)), 0o644)
	}))
	*cell(t, all, badLine, "patient_id") = patientName
	*cell(t, all, badLine, "images") = filepath.Join(dir, "dicom")
	*cell(t, all, badLine, "voi") = filepath.Join(dir, "voi.nii.gz")
	*cell(t, all, badLine, "voi_reader2") = filepath.Join(dir, "voi_reader2.nii.gz")
	*cell(t, all, badLine, "voi_reread") = filepath.Join(dir, "voi_reread.nii.gz")
	damage(dir)
	return all
}

// plain asks of a message that it is one line that a radiologist can read: no
// identifier, no path, no traces of the program.
func plain(t *testing.T, message string) {
	t.Helper()
	for _, not := range []string{patientName, "\n", "goroutine", ".go:", "%!", "0x", "stat /", "open /", scratch} {
		if strings.Contains(message, not) {
			t.Errorf("the message has %q: %s", not, message)
		}
	}
}

// slices of a series of the damaged patient
func images(t *testing.T, dir string, series int) []string {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(dir, "dicom", fmt.Sprintf("s%02d", series), "*.dcm"))
	check(t, err)
	if len(paths) == 0 {
		t.Fatalf("series %d of line %d has no images", series, badLine)
	}
	return paths
}

func rewriteVOI(t *testing.T, path string, change func(*volume.Mask)) {
	t.Helper()
	img, err := nifti.Read(path)
	check(t, err)
	m := volume.NewMask(img.Grid)
	for i, v := range img.Data {
		m.Data[i] = v != 0
	}
	change(m)
	check(t, nifti.WriteMask(path, m))
}

func truncate(t *testing.T, path string, part float64) {
	t.Helper()
	info, err := os.Stat(path)
	check(t, err)
	check(t, os.Truncate(path, int64(part*float64(info.Size()))))
}

// The phases of the damaged patient lie in these series.
const arterial, portal, delayed = 3, 4, 5

var patientDamages = []struct {
	name   string
	damage func(t *testing.T, dir string)
	kind   error
	says   []string // what was found and what to do
}{
	{"missing phase", func(t *testing.T, dir string) {
		check(t, os.RemoveAll(filepath.Join(dir, "dicom", fmt.Sprintf("s%02d", portal))))
	}, mri.ErrMissingPhase, []string{"PVP", "there are", "series 3", "check that the series was exported"}},
	{"phase twice", func(t *testing.T, dir string) {
		again := filepath.Join(dir, "dicom", "again")
		check(t, os.Mkdir(again, 0o755))
		for _, path := range images(t, dir, portal) {
			content, err := os.ReadFile(path)
			check(t, err)
			uids := regexp.MustCompile(`2\.25\.\d+`).FindAll(content, -1) // instance, program, instance, study, series
			for _, uid := range [][]byte{uids[0], uids[4]} {
				content = bytes.ReplaceAll(content, uid, bytes.Replace(uid, []byte("2.25"), []byte("2.26"), 1))
			}
			check(t, os.WriteFile(filepath.Join(again, filepath.Base(path)), content, 0o644))
		}
	}, mri.ErrAmbiguousPhase, []string{"2 volumes claim to be PVP", "series 4", "leave the series that is not wanted out"}},
	{"VOI moved", func(t *testing.T, dir string) {
		rewriteVOI(t, filepath.Join(dir, "voi.nii.gz"), func(m *volume.Mask) { m.Origin[0] += 12.5 })
	}, voi.ErrOtherGrid, []string{"voi.nii.gz", "another grid", "12.5", "mm", "draw the VOI on this image"}},
	{"VOI of another size", func(t *testing.T, dir string) {
		rewriteVOI(t, filepath.Join(dir, "voi.nii.gz"), func(m *volume.Mask) {
			m.Size[2]--
			m.Data = m.Data[:m.Len()]
		})
	}, voi.ErrOtherGrid, []string{"voi.nii.gz", "56×48×20", "56×48×19"}},
	{"VOI empty", func(t *testing.T, dir string) {
		rewriteVOI(t, filepath.Join(dir, "voi.nii.gz"), func(m *volume.Mask) { clear(m.Data) })
	}, voi.ErrEmpty, []string{"voi.nii.gz", "no voxel is marked", "check the file"}},
	{"VOI of one voxel", func(t *testing.T, dir string) {
		rewriteVOI(t, filepath.Join(dir, "voi.nii.gz"), func(m *volume.Mask) {
			first := slices.Index(m.Data, true)
			clear(m.Data)
			m.Data[first] = true
		})
	}, radiomics.ErrVOI, []string{"voi.nii.gz", "single voxel"}},
	{"image of one value", func(t *testing.T, dir string) {
		for _, path := range images(t, dir, arterial) {
			content, err := os.ReadFile(path)
			check(t, err)
			clear(content[len(content)-56*48*2:])
			check(t, os.WriteFile(path, content, 0o644))
		}
	}, radiomics.ErrIntensity, []string{"AP", "intensities run from 0 to 0"}},
	{"VOI is the image", func(t *testing.T, dir string) {
		path := filepath.Join(dir, "voi.nii.gz")
		img, err := nifti.Read(path)
		check(t, err)
		for i := range img.Data {
			img.Data[i] = 0.5
		}
		check(t, nifti.WriteImage(path, img))
	}, voi.ErrLabels, []string{"voi.nii.gz", "0.5", "not the image"}},
	{"VOI cut off", func(t *testing.T, dir string) { truncate(t, filepath.Join(dir, "voi.nii.gz"), 0.5) },
		nifti.ErrDamaged, []string{"voi.nii.gz"}},
	{"VOI missing", func(t *testing.T, dir string) { check(t, os.Remove(filepath.Join(dir, "voi.nii.gz"))) },
		provenance.ErrInput, []string{`column "voi"`, "voi.nii.gz", "no such file", "check the path in the cohort file"}},
	{"VOI of the second reader empty", func(t *testing.T, dir string) {
		rewriteVOI(t, filepath.Join(dir, "voi_reader2.nii.gz"), func(m *volume.Mask) { clear(m.Data) })
	}, voi.ErrEmpty, []string{"voi_reader2.nii.gz", "no voxel is marked"}},
	{"images missing", func(t *testing.T, dir string) { check(t, os.RemoveAll(filepath.Join(dir, "dicom"))) },
		provenance.ErrInput, []string{`column "images"`, "dicom", "no such file", "check the path in the cohort file"}},
	{"images empty", func(t *testing.T, dir string) {
		check(t, os.RemoveAll(filepath.Join(dir, "dicom")))
		check(t, os.Mkdir(filepath.Join(dir, "dicom"), 0o755))
	}, mri.ErrNoVolume, []string{"0 DICOM files", "check that the folder is that of the MR study"}},
	{"image cut off", func(t *testing.T, dir string) { truncate(t, images(t, dir, arterial)[4], 0.6) },
		mri.ErrDamaged, []string{"IM00005.dcm, file 28 of 83", "again"}},
	{"image is no DICOM", func(t *testing.T, dir string) {
		check(t, os.WriteFile(images(t, dir, arterial)[4], []byte("<html>Log in to the archive</html>"), 0o644))
	}, mri.ErrNotDICOM, []string{"IM00005.dcm", "none", "again"}},
	{"image missing", func(t *testing.T, dir string) { check(t, os.Remove(images(t, dir, arterial)[4])) },
		mri.ErrGap, []string{"series 3", "AP"}},
	{"images of two patients", func(t *testing.T, dir string) {
		path := images(t, dir, arterial)[4]
		content, err := os.ReadFile(path)
		check(t, err)
		check(t, os.WriteFile(path, bytes.ReplaceAll(content, []byte(patientName), []byte("HUBER")), 0o644))
	}, mri.ErrSeveralStudies, []string{"more than one patient", "a folder of their own"}},
}

func TestPatientThatCannotBeUsedStopsTheRunWithItsName(t *testing.T) {
	for _, d := range patientDamages {
		t.Run(d.name, func(t *testing.T) {
			s, err := hccp53.Open(writeStudy(t, damaged(t, func(dir string) { d.damage(t, dir) })))
			check(t, err)
			_, _, err = s.Split()
			if err == nil {
				t.Fatal("the patient was used")
			}
			t.Log(err)
			plain(t, err.Error())
			if !errors.Is(err, hccp53.ErrPatient) || !errors.Is(err, d.kind) {
				t.Errorf("the error is not %v: %v", d.kind, err)
			}
			for _, words := range append(d.says, "case 10", "cohort.csv, line 11", "1 of 40 patients", "on_problem: leave", "hccp53 check") {
				if !strings.Contains(err.Error(), words) {
					t.Errorf("the message does not say %q: %v", words, err)
				}
			}
			if written, _ := filepath.Glob(filepath.Join(s.Settings().Results, "*")); len(written) > 0 {
				t.Errorf("results were written: %v", written)
			}
		})
	}
}

func TestPatientThatCannotBeUsedIsLeftOutAndCounted(t *testing.T) {
	for _, d := range patientDamages {
		t.Run(d.name, func(t *testing.T) {
			s, err := hccp53.Open(writeStudy(t, damaged(t, func(dir string) { d.damage(t, dir) })), hccp53.KeepGoing())
			check(t, err)
			training, validation, err := s.Split()
			check(t, err)
			if n := training.Len() + validation.Len(); n != patients-1 {
				t.Errorf("%d patients are in the arms", n)
			}
			flow, err := s.Flow()
			check(t, err)
			last := flow.Excluded[len(flow.Excluded)-1]
			if flow.Read != patients || flow.Included != patients-1 || last.N != 1 || last.Reason != "images or VOI not usable" {
				t.Errorf("the flow is %+v", flow)
			}
			checked, err := s.Check()
			check(t, err)
			bad := checked.Problems()
			if len(bad) != 1 || bad[0].Case != 10 || bad[0].Line != badLine || bad[0].Remedy == "" {
				t.Fatalf("the check reports %+v", bad)
			}
			plain(t, bad[0].Problem)
			for _, text := range s.CheckTable(checked).Rows[9] {
				plain(t, text)
			}
			f, err := s.Extract()
			check(t, err)
			if len(f.Table.Cases) != patients-1 {
				t.Errorf("%d patients were measured", len(f.Table.Cases))
			}
		})
	}
}

func dropColumn(rows [][]string, column string) {
	j := slices.Index(rows[0], column)
	for i := range rows {
		rows[i] = slices.Delete(rows[i], j, j+1)
	}
}

var cohortDamages = []struct {
	name   string
	damage func(t *testing.T, rows [][]string)
	kind   error
	says   []string
}{
	{"column missing", func(t *testing.T, rows [][]string) { dropColumn(rows, "voi") }, cohort.ErrMissingColumn,
		[]string{"cohort.csv, line 1", `column "voi" is missing`, "add it"}},
	{"column misspelt", func(t *testing.T, rows [][]string) { *cell(t, rows, 1, "afp") = "AFP" }, cohort.ErrUnknownColumn,
		[]string{"cohort.csv, line 1", `column "AFP"`, "rename"}},
	{"text in a number", func(t *testing.T, rows [][]string) { *cell(t, rows, 7, "afp") = "n/a" }, cohort.ErrValue,
		[]string{`cohort.csv, line 7, column "afp"`, `"n/a" is no number`, "leave the cell empty"}},
	{"decimal comma", func(t *testing.T, rows [][]string) { *cell(t, rows, 7, "alb") = "38,5" }, cohort.ErrValue,
		[]string{`cohort.csv, line 7, column "alb"`, `"38,5"`, "decimal point"}},
	{"number out of range", func(t *testing.T, rows [][]string) { *cell(t, rows, 7, "age") = "580" }, cohort.ErrValue,
		[]string{`cohort.csv, line 7, column "age"`, "580 is not between 0 and 120", "years"}},
	{"unknown level", func(t *testing.T, rows [][]string) { *cell(t, rows, 7, "sex") = "M" }, cohort.ErrValue,
		[]string{`cohort.csv, line 7, column "sex"`, `"M"`, `"female", "male"`}},
	{"no outcome", func(t *testing.T, rows [][]string) { *cell(t, rows, 7, "p53") = "" }, cohort.ErrValue,
		[]string{`cohort.csv, line 7, column "p53"`, "empty", "fill it in"}},
	{"one class", func(t *testing.T, rows [][]string) {
		for line := 2; line <= len(rows); line++ {
			*cell(t, rows, line, "p53") = "positive"
		}
	}, cohort.ErrOneClass, []string{"cohort.csv", "all 40 patients", `"positive"`, `column "p53"`, "both classes"}},
	{"duplicate patient", func(t *testing.T, rows [][]string) {
		*cell(t, rows, 9, "patient_id") = *cell(t, rows, 5, "patient_id")
	}, cohort.ErrDuplicatePatient, []string{"cohort.csv, line 9", "line 5", "one row a patient"}},
	{"a cell too many", func(t *testing.T, rows [][]string) { rows[6] = append(rows[6], "?") }, cohort.ErrFile,
		[]string{"cohort.csv, line 7", "26 cells instead of 25"}},
}

func TestCohortFileThatCannotBeUsed(t *testing.T) {
	for _, d := range cohortDamages {
		t.Run(d.name, func(t *testing.T) {
			all := rows(t)
			d.damage(t, all)
			_, err := hccp53.Open(writeStudy(t, all))
			if err == nil {
				t.Fatal("the file was read")
			}
			t.Log(err)
			plain(t, err.Error())
			if !errors.Is(err, d.kind) {
				t.Errorf("the error is not %v: %v", d.kind, err)
			}
			for _, words := range d.says {
				if !strings.Contains(err.Error(), words) {
					t.Errorf("the message does not say %q: %v", words, err)
				}
			}
			if id := regexp.MustCompile(`S00\d\d`).FindString(err.Error()); id != "" {
				t.Errorf("the message names patient %s: %v", id, err)
			}
		})
	}
}

func TestEveryProblemOfACohortFileIsKept(t *testing.T) {
	all := rows(t)
	*cell(t, all, 3, "afp"), *cell(t, all, 4, "age"), *cell(t, all, 5, "sex") = "high", "-1", "?"
	_, err := hccp53.Open(writeStudy(t, all))
	var problems cohort.Problems
	if !errors.As(err, &problems) || len(problems) != 3 {
		t.Fatalf("got %v", err)
	}
	if !strings.Contains(err.Error(), "2 more problems") {
		t.Errorf("the message does not say how many more there are: %v", err)
	}
}

func TestCohortThatIsNotThere(t *testing.T) {
	path := writeStudy(t, rows(t))
	check(t, os.Remove(filepath.Join(filepath.Dir(path), "cohort.csv")))
	_, err := hccp53.Open(path)
	if !errors.Is(err, cohort.ErrFile) || !errors.Is(err, fs.ErrNotExist) || !strings.Contains(err.Error(), "hccp53 simulate") {
		t.Errorf("got %v", err)
	}
}
