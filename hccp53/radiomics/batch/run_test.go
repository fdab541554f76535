package batch_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"hcclab/hccp53/radiomics"
	"hcclab/hccp53/radiomics/batch"
	"hcclab/hccp53/volume"
	"hcclab/hccp53/volume/nifti"
	"hcclab/hccp53/volume/nrrd"
)

// outputs writes a report in every form and returns the bytes.
func outputs(t *testing.T, r *batch.Report) map[string][]byte {
	t.Helper()
	all := map[string][]byte{}
	for _, name := range []string{"f.csv", "f.json", "f.parquet"} {
		for _, wide := range []bool{false, true} {
			path := filepath.Join(t.TempDir(), name)
			if err := batch.Write(path, r, batch.Layout{Wide: wide}); err != nil {
				t.Fatal(err)
			}
			b, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			all[fmt.Sprint(name, wide)] = b
		}
	}
	return all
}

func TestSameBytesForAnyNumberOfJobs(t *testing.T) {
	o := order(t, list(t, t.TempDir(), 6))
	o.Labels = []string{"all"}
	one := outputs(t, run(t, o))
	o.Jobs = 4
	for name, b := range outputs(t, run(t, o)) {
		if !bytes.Equal(b, one[name]) {
			t.Errorf("%s differs", name)
		}
	}
	if n := bytes.Count(one["f.csvfalse"], []byte("\n")); n != 1+6*2*107 {
		t.Errorf("the long form has %d lines", n)
	}
}

func TestWhatIsMeasuredIsWhatExtractMeasures(t *testing.T) {
	dir := t.TempDir()
	path := list(t, dir, 1)
	o := order(t, path)
	o.Labels = []string{"2"}
	r := run(t, o)
	img, err := nifti.Read(filepath.Join(dir, "c1.nii.gz"))
	if err != nil {
		t.Fatal(err)
	}
	labels, err := nrrd.Read(filepath.Join(dir, "c1-mask.nrrd"))
	if err != nil {
		t.Fatal(err)
	}
	mask := volume.NewMask(img.Grid)
	for i, v := range labels.Data {
		mask.Data[i] = v == 2
	}
	want, err := radiomics.Extract(t.Context(), img, mask, o.Settings)
	if err != nil {
		t.Fatal(err)
	}
	if got := r.Results[0][0]; !slices.Equal(got.Values, want.Values()) || got.Label != 2 {
		t.Errorf("label %d: %v, want %v", got.Label, got.Values, want.Values())
	}
}

func TestOneBadCaseLeavesTheOthers(t *testing.T) {
	dir := t.TempDir()
	path := list(t, dir, 3)
	write(t, filepath.Join(dir, "c2.nii.gz"), "no image")
	r := run(t, order(t, path))
	if r.Failed != 1 || len(r.Results[0]) != 1 || len(r.Results[1]) != 0 || len(r.Results[2]) != 1 {
		t.Fatalf("%d failed", r.Failed)
	}
	p := r.Problems[slices.IndexFunc(r.Problems, func(p batch.Problem) bool { return !p.Warning })]
	if p.Case != "p2" || p.Line != 3 || strings.Contains(p.Message, dir) {
		t.Errorf("%+v", p)
	}
	var wide bytes.Buffer
	if err := r.WriteWide(&wide, false); err != nil {
		t.Fatal(err)
	}
	rows := strings.Split(strings.TrimSpace(wide.String()), "\n")
	if len(rows) != 4 || !strings.HasPrefix(rows[0], "ID,Image,Mask,arm,diagnostics_Versions_PyRadiomics,") || !strings.HasPrefix(rows[2], "p2,c2.nii.gz,c2-mask.nrrd,1,,") {
		t.Errorf("the wide form is %.200q", rows)
	}
}

func TestCasesThatAreDoneAreNotRunAgain(t *testing.T) {
	dir := t.TempDir()
	path := list(t, dir, 4)
	whole := outputs(t, run(t, order(t, path)))
	o := order(t, path)
	o.Journal = filepath.Join(dir, "f.journal")
	ctx, stop := context.WithCancel(t.Context())
	o.Progress = func(done, _ int, _ string) {
		if done == 2 {
			stop()
		}
	}
	if _, err := batch.Run(ctx, o); !errors.Is(err, context.Canceled) {
		t.Fatalf("a run that was ended gives %v", err)
	}
	// The end of the process may cut off a line.
	f, err := os.OpenFile(o.Journal, os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	f.WriteString(`{"key":"cut`)
	f.Close()
	o.Progress = nil
	r := run(t, o)
	if r.Kept != 2 {
		t.Errorf("%d cases were taken from the journal, want 2", r.Kept)
	}
	for name, b := range outputs(t, r) {
		if !bytes.Equal(b, whole[name]) {
			t.Errorf("%s differs from that of a run without an end", name)
		}
	}
	if r := run(t, o); r.Kept != 4 {
		t.Errorf("%d cases were taken from the journal, want 4", r.Kept)
	}
	// Another image, other settings: nothing old may be used.
	made(t, dir, "c1", 77)
	if r := run(t, o); r.Kept != 3 {
		t.Errorf("after a change of one image %d cases were taken from the journal, want 3", r.Kept)
	}
	o.Settings.BinWidth = 10
	if r := run(t, o); r.Kept != 0 {
		t.Errorf("after a change of the settings %d cases were taken from the journal", r.Kept)
	}
	o.Settings.BinWidth, o.Fresh = 25, true
	if r := run(t, o); r.Kept != 0 {
		t.Errorf("a fresh run took %d cases from the journal", r.Kept)
	}
}

func TestMaskOnAnotherGrid(t *testing.T) {
	dir := t.TempDir()
	path := list(t, dir, 1)
	labels, err := nrrd.Read(filepath.Join(dir, "c1-mask.nrrd"))
	if err != nil {
		t.Fatal(err)
	}
	put := func(shift float64) {
		moved := &volume.Image{Grid: labels.Grid, Data: labels.Data}
		moved.Origin[0] += shift
		if err := nrrd.WriteImage(filepath.Join(dir, "c1-mask.nrrd"), moved, nrrd.Gzip); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct {
		shift     float64
		geometry  batch.Geometry
		ok        bool
		corrected bool
		says      string
	}{
		{0, batch.Geometry{}, true, false, ""},
		{1e-4, batch.Geometry{}, true, false, ""},
		{0.02, batch.Geometry{}, false, false, "origin"},
		{0.02, batch.Geometry{Tolerance: 1e-3}, false, false, "origin off by 0.02 mm"},
		{0.02, batch.Geometry{Tolerance: 0.1}, true, false, ""},
		{1e-4, batch.Geometry{Tolerance: 1e-6}, false, false, "origin off by 0.0001 mm"},
		{0.3, batch.Geometry{Correct: true}, true, true, ""},
	} {
		put(c.shift)
		o := order(t, path)
		o.Labels, o.Geometry = []string{"1"}, c.geometry
		r := run(t, o)
		if (r.Failed == 0) != c.ok {
			t.Errorf("%+v: %d failed: %v", c, r.Failed, r.Problems)
			continue
		}
		if !c.ok {
			if p := r.Problems[0]; !strings.Contains(p.Message, c.says) {
				t.Errorf("%+v: %s", c, p.Message)
			}
			continue
		}
		found := slices.ContainsFunc(r.Results[0][0].Diagnostics, func(d batch.Diagnostic) bool { return d.Name == "diagnostics_Mask-corrected_VoxelNum" })
		if found != c.corrected {
			t.Errorf("%+v: corrected %v", c, found)
		}
	}
}

func TestLabelsAreChosen(t *testing.T) {
	path := list(t, t.TempDir(), 1)
	for _, c := range []struct {
		labels []string
		want   []int
		says   string
	}{
		{nil, []int{1}, ""},
		{[]string{"2"}, []int{2}, ""},
		{[]string{"label 2"}, []int{2}, ""},
		{[]string{"2", "1"}, []int{2, 1}, ""},
		{[]string{"all"}, []int{1, 2}, ""},
		{[]string{"3"}, nil, `label "3" is not in the mask; there are label 1, label 2`},
		{[]string{"1", "1"}, nil, "twice"},
	} {
		o := order(t, path)
		o.Labels = c.labels
		r := run(t, o)
		var got []int
		for _, res := range r.Results[0] {
			got = append(got, res.Label)
		}
		if !slices.Equal(got, c.want) || c.says != "" && !strings.Contains(r.Problems[0].Message, c.says) {
			t.Errorf("%v: %v, %v", c.labels, got, r.Problems)
		}
	}
}

func TestOrdersThatCannotBeRun(t *testing.T) {
	path := list(t, t.TempDir(), 1)
	for _, c := range []struct {
		change func(*batch.Order)
		want   error
	}{
		{func(o *batch.Order) { o.Jobs = -1 }, batch.ErrOrder},
		{func(o *batch.Order) { o.Geometry.Tolerance = -1 }, batch.ErrOrder},
		{func(o *batch.Order) { o.Settings.BinWidth = -1 }, radiomics.ErrSettings},
		{func(o *batch.Order) { o.Journal = filepath.Join(path, "no folder") }, batch.ErrJournal},
	} {
		o := order(t, path)
		c.change(&o)
		if _, err := batch.Run(t.Context(), o); !errors.Is(err, c.want) {
			t.Errorf("%v, want %v", err, c.want)
		}
	}
	if err := batch.Write("features.xlsx", &batch.Report{}, batch.Layout{}); !errors.Is(err, batch.ErrOutput) {
		t.Error(err)
	}
}
