package simulate

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"strconv"
)

// cell is one column of cohort.csv and how a patient fills it.
type cell struct {
	column string
	text   func(Patient) string
}

func cells() []cell {
	number := func(v float64, missing bool) string {
		if missing {
			return ""
		}
		return strconv.FormatFloat(v, 'f', -1, 64)
	}
	choice := func(of func(Patient) bool, no, yes string) func(Patient) string {
		return func(p Patient) string { return pick(of(p), yes, no) }
	}
	return []cell{
		{"patient_id", func(p Patient) string { return p.ID }},
		{"p53", choice(func(p Patient) bool { return p.Positive }, "negative", "positive")},
		{"age", func(p Patient) string { return strconv.Itoa(p.Age) }},
		{"sex", choice(func(p Patient) bool { return p.Male }, "female", "male")},
		{"hbsag", choice(func(p Patient) bool { return p.HBsAg }, "negative", "positive")},
		{"cirrhosis", choice(func(p Patient) bool { return p.Cirrhosis }, "no", "yes")},
		{"child_pugh", choice(func(p Patient) bool { return p.ChildB }, "A", "B")},
		{"bclc", func(p Patient) string { return p.BCLC }},
		{"afp", func(p Patient) string { return number(p.AFP, p.AFPMissing) }},
		{"alb", func(p Patient) string { return number(p.ALB, false) }},
		{"plt", func(p Patient) string { return number(p.PLT, p.PLTMissing) }},
		{"alt", func(p Patient) string { return number(p.ALT, p.ALTMissing) }},
		{"tumour_size", func(p Patient) string { return number(p.TumourSize, false) }},
		{"tumour_number", func(p Patient) string { return strconv.Itoa(p.TumourNumber) }},
		{"rim_aphe", choice(func(p Patient) bool { return p.RimAPHE }, "absent", "present")},
		{"margin", choice(func(p Patient) bool { return p.NonSmooth }, "smooth", "non-smooth")},
		{"capsule", choice(func(p Patient) bool { return p.Capsule }, "absent", "present")},
		{"edmondson", choice(func(p Patient) bool { return p.PoorGrade }, "I-II", "III-IV")},
		{"mvi", choice(func(p Patient) bool { return p.MVI }, "absent", "present")},
		{"scanner_vendor", func(p Patient) string { return p.Scanner.Vendor }},
		{"field_strength", func(p Patient) string { return number(p.Scanner.FieldStrength, false) }},
		{"images", func(p Patient) string { return "patients/" + p.ID + "/dicom" }},
		{"voi", func(p Patient) string { return "patients/" + p.ID + "/" + voiFile }},
		{"voi_reader2", func(p Patient) string { return pick(p.ReadThrice, "patients/"+p.ID+"/"+reader2File, "") }},
		{"voi_reread", func(p Patient) string { return pick(p.ReadThrice, "patients/"+p.ID+"/"+rereadFile, "") }},
	}
}

// Names of the masks in a patient's folder.
const (
	voiFile     = "voi.nii.gz"
	reader2File = "voi_reader2.nii.gz"
	rereadFile  = "voi_reread.nii.gz"
)

// CSV returns the patients as cohort.csv: a header line, then a row for each,
// with the columns of the schema in its order. Paths are relative to the file.
func CSV(all []Patient) ([]byte, error) {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	columns := cells()
	record := make([]string, len(columns))
	for i, c := range columns {
		record[i] = c.column
	}
	rows := [][]string{record}
	for _, p := range all {
		record := make([]string, len(columns))
		for i, c := range columns {
			record[i] = c.text(p)
		}
		rows = append(rows, record)
	}
	if err := w.WriteAll(rows); err != nil {
		return nil, fmt.Errorf("simulate: cohort.csv: %w", err)
	}
	return b.Bytes(), nil
}
