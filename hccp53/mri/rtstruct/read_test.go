package rtstruct

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"hcclab/hccp53/mri/internal/dcm"
)

// contourItem is one item of a contour sequence.
func contourItem(kind, count, data string, images ...string) *dcm.DataSet {
	d := dcm.NewDataSet()
	d.SetText(contourGeometricType, "CS", kind)
	d.SetText(numberOfContourPoints, "IS", count)
	d.SetText(contourData, "DS", data)
	var list []*dcm.DataSet
	for _, id := range images {
		image := dcm.NewDataSet()
		image.SetText(dcm.ReferencedSOPInstanceUID, "UI", id)
		list = append(list, image)
	}
	if list != nil {
		d.SetItems(contourImageSequence, list...)
	}
	return d
}

// item returns a data set with text elements: tag, VR, value and so on.
func item(parts ...any) *dcm.DataSet {
	d := dcm.NewDataSet()
	for i := 0; i < len(parts); i += 3 {
		d.SetText(parts[i].(dcm.Tag), parts[i+1].(string), parts[i+2].(string))
	}
	return d
}

// file is a structure set of two regions: a triangle and a square on two
// slices, and a point.
func file(change func(f *dcm.File)) []byte {
	d := item(dcm.SOPClassUID, "UI", storage, dcm.SOPInstanceUID, "UI", "2.25.1", dcm.SpecificCharacterSet, "CS", "ISO_IR 192")
	d.SetItems(structureSetROISequence,
		item(roiNumber, "IS", "4", roiName, "LO", "肿瘤", roiDescription, "ST", "by hand", roiGenerationAlgorithm, "CS", "MANUAL", referencedFrameOfReferenceUID, "UI", "2.25.7"),
		item(roiNumber, "IS", "2", roiName, "LO", "isocentre"))
	d.SetItems(rtROIObservationsSequence, item(referencedROINumber, "IS", "4", rtROIInterpretedType, "CS", "GTV"))
	series, study, frame := item(dcm.SeriesInstanceUID, "UI", "2.25.8"), dcm.NewDataSet(), dcm.NewDataSet()
	study.SetItems(rtReferencedSeriesSequence, series)
	frame.SetItems(rtReferencedStudySequence, study)
	d.SetItems(referencedFrameOfReferenceSequence, frame)
	tumour, point := item(referencedROINumber, "IS", "4"), item(referencedROINumber, "IS", "2")
	tumour.SetItems(contourSequence,
		contourItem("CLOSED_PLANAR", "3", `1.5\-2\3e0\4\5\3\1\ 7\+3`, "2.25.9"),
		contourItem("CLOSED_PLANAR", "4", `1\1\5\3\1\5\3\3\5\1\3\5`))
	point.SetItems(contourSequence, contourItem("POINT", "1", `0\0\0`))
	d.SetItems(roiContourSequence, tumour, point)
	f := &dcm.File{DataSet: d, Meta: dcm.NewDataSet(), Syntax: dcm.ExplicitLittle}
	if change != nil {
		change(f)
	}
	return f.Append(nil)
}

func TestDecode(t *testing.T) {
	s, err := Decode(file(nil))
	if err != nil {
		t.Fatal(err)
	}
	if len(s.ROIs) != 2 || !slices.Equal(s.Referenced, []string{"2.25.8"}) || s.String() != "2 regions, 3 contours" {
		t.Fatalf("%+v", s)
	}
	r := s.ROIs[0]
	if r.Number != 4 || r.Name != "肿瘤" || r.Description != "by hand" || r.Algorithm != "MANUAL" || r.Type != "GTV" || r.FrameOfReference != "2.25.7" {
		t.Errorf("%+v", r)
	}
	if c := r.Contours[0]; c.Type != "CLOSED_PLANAR" || !slices.Equal(c.Points, [][3]float64{{1.5, -2, 3}, {4, 5, 3}, {1, 7, 3}}) || !slices.Equal(c.Images, []string{"2.25.9"}) {
		t.Errorf("%+v", c)
	}
	if len(r.Contours) != 2 || len(r.Contours[1].Points) != 4 || len(s.ROIs[1].Contours) != 1 || s.ROIs[1].Contours[0].Type != "POINT" {
		t.Errorf("%+v", s.ROIs)
	}
}

func TestDecodeRefused(t *testing.T) {
	outline := func(f *dcm.File) *dcm.DataSet { return f.Items(roiContourSequence)[0] }
	contour := func(f *dcm.File) *dcm.DataSet { return outline(f).Items(contourSequence)[0] }
	for name, c := range map[string]struct {
		change func(f *dcm.File)
		err    error
		says   string
	}{
		"another class":          {func(f *dcm.File) { f.SetText(dcm.SOPClassUID, "UI", "1.2.840.10008.5.1.4.1.1.2") }, ErrNotRTSTRUCT, "CT Image Storage"},
		"no regions":             {func(f *dcm.File) { f.Delete(structureSetROISequence) }, ErrMissing, "list of regions (3006,0020) is missing"},
		"empty regions":          {func(f *dcm.File) { f.SetItems(structureSetROISequence) }, ErrMissing, "no region"},
		"no outlines":            {func(f *dcm.File) { f.Delete(roiContourSequence) }, ErrMissing, "list of outlines (3006,0039) is missing"},
		"no observations":        {func(f *dcm.File) { f.Delete(rtROIObservationsSequence) }, ErrMissing, "list of observations (3006,0080) is missing"},
		"regions not read":       {func(f *dcm.File) { f.SetBytes(structureSetROISequence, "UN", []byte{1, 2}) }, ErrMissing, "list of regions (3006,0020)"},
		"region twice":           {func(f *dcm.File) { f.Items(structureSetROISequence)[1].SetInteger(roiNumber, 4) }, ErrMissing, "two regions have the number 4"},
		"region unnumbered":      {func(f *dcm.File) { f.Items(structureSetROISequence)[1].Delete(roiNumber) }, ErrMissing, "region 2 of the list"},
		"region numbered -1":     {func(f *dcm.File) { f.Items(structureSetROISequence)[1].SetInteger(roiNumber, -1) }, ErrMissing, "region 2 of the list"},
		"outlines not read":      {func(f *dcm.File) { f.SetBytes(roiContourSequence, "UN", []byte{1, 2}) }, ErrMissing, "list of outlines"},
		"outline of nobody":      {func(f *dcm.File) { outline(f).SetInteger(referencedROINumber, 9) }, ErrMissing, "region 9, which is not described"},
		"outline without region": {func(f *dcm.File) { outline(f).Delete(referencedROINumber) }, ErrMissing, "(3006,0084)"},
		"contours not read":      {func(f *dcm.File) { outline(f).SetBytes(contourSequence, "UN", []byte{1, 2}) }, ErrMissing, "list of contours"},
		"no type":                {func(f *dcm.File) { contour(f).Delete(contourGeometricType) }, ErrMissing, "no type"},
		"no number of points":    {func(f *dcm.File) { contour(f).Delete(numberOfContourPoints) }, ErrMissing, "no number of points"},
		"no points":              {func(f *dcm.File) { contour(f).Delete(contourData) }, ErrMissing, "contour 1 of region 4 has no points"},
		"empty points":           {func(f *dcm.File) { contour(f).SetText(contourData, "DS", "") }, ErrMissing, "triples"},
		"a point missing":        {func(f *dcm.File) { contour(f).SetText(contourData, "DS", `1\2\3\4\5\6`) }, ErrMissing, "2 points and states 3"},
		"a number missing":       {func(f *dcm.File) { contour(f).SetText(contourData, "DS", `1\2\3\4\5\6\7\8`) }, ErrMissing, "triples"},
		"not a number":           {func(f *dcm.File) { contour(f).SetText(contourData, "DS", `1\2\3\4\5\6\7\8\x`) }, ErrMissing, "triples"},
		"NaN":                    {func(f *dcm.File) { contour(f).SetText(contourData, "DS", `1\2\3\4\5\6\7\8\nan`) }, ErrMissing, "triples"},
		"infinite":               {func(f *dcm.File) { contour(f).SetText(contourData, "DS", `1\2\3\4\5\6\7\8\inf`) }, ErrMissing, "triples"},
		"hexadecimal":            {func(f *dcm.File) { contour(f).SetText(contourData, "DS", `1\2\3\4\5\6\7\8\0x1p3`) }, ErrMissing, "triples"},
		"out of this world":      {func(f *dcm.File) { contour(f).SetText(contourData, "DS", `1\2\3\4\5\6\7\8\1e9`) }, ErrMissing, "triples"},
	} {
		if _, err := Decode(file(c.change)); !errors.Is(err, c.err) || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v", name, err)
		}
	}
	// A region without outlines is listed; it makes no mask.
	s, err := Decode(file(func(f *dcm.File) { f.SetItems(roiContourSequence); f.SetItems(rtROIObservationsSequence) }))
	if err != nil || len(s.ROIs) != 2 || len(s.ROIs[0].Contours) != 0 {
		t.Errorf("no outlines: %v, %v", s, err)
	}
	if _, err := Decode([]byte("no DICOM")); !errors.Is(err, ErrNotDICOM) {
		t.Errorf("text: %v", err)
	}
	if _, err := Read(filepath.Join(t.TempDir(), "none.dcm")); !errors.Is(err, ErrFile) || !strings.HasPrefix(err.Error(), "none.dcm: ") {
		t.Errorf("no file: %v", err)
	}
	path := filepath.Join(t.TempDir(), "cut.dcm")
	b := file(func(f *dcm.File) { contour(f).Delete(contourData) })
	if err := os.WriteFile(path, b, 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := Read(path); !errors.Is(err, ErrMissing) || !strings.HasPrefix(err.Error(), "cut.dcm: ") {
		t.Errorf("cut: %v", err)
	}
}
