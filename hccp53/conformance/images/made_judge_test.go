package images_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"hcclab/hccp53/conformance"
	"hcclab/hccp53/conformance/images"
	"hcclab/hccp53/imagefile"
	"hcclab/hccp53/volume"
	"hcclab/hccp53/volume/nifti"
)

// outcome shows all findings of an outcome that are not equal.
func outcome(r *conformance.Report) string {
	var text []string
	for _, f := range r.Findings {
		if f.Outcome != conformance.Equal {
			text = append(text, fmt.Sprintf("%v %s, %s, %s: %s", f.Outcome, f.Group, f.Item, f.Fact, f.Detail))
		}
	}
	slices.Sort(text)
	return strings.Join(text, "\n")
}

func TestMadeReference(t *testing.T) {
	report, err := made(t).judge(t)
	try(t, err)
	if err := report.Err(); err != nil || report.Count(conformance.Refused) != 1 || report.Count(conformance.Equal) < 200 {
		t.Errorf("%v: %s\n%s", err, report.Summary(), outcome(report))
	}
	if text := outcome(report); !strings.Contains(text, "refused group/gap, series, volume: series 8 (lava), 3 files: slices missing") {
		t.Errorf("%s", text)
	}
	found := map[string]int{}
	for _, f := range report.Findings {
		found[f.Group+" "+f.Fact]++
	}
	for fact, n := range map[string]int{
		"group/straight volume": 1, "group/straight stored pixels": 4, "group/straight volume of dcm2niix": 1, "group/straight transfer syntax": 4, "group/straight file intact": 8,
		"group/twice volume": 1, "group/twice volume of dcm2niix": 1, "group/twice top level elements": 8,
		"nifti stored values": 1, "nifti scaled values": 1, "nifti geometry": 4, "nrrd array values": 1, "nrrd geometry": 1,
	} {
		if found[fact] != n {
			t.Errorf("%d findings of %q, want %d", found[fact], fact, n)
		}
	}
}

// TestEveryMissIsFound changes one fact, or one file, at a time.
func TestEveryMissIsFound(t *testing.T) {
	const straight, file = "group/straight", "IM00002.dcm"
	pixels := func(r *small) object { return r.file(straight, file)["stored_pixels"].(object) }
	itk := func(r *small) object { return r.group(straight)["volume"].(object)["simpleitk_volume"].(object) }
	for name, c := range map[string]struct {
		change func(r *small)
		says   string // of the one finding that is new
	}{
		"a header element":       {func(r *small) { r.file(straight, file)["EchoTime"] = 1.8 }, "wrong group/straight, IM00002.dcm, header elements: found 1.7, expected 1.8"},
		"a text":                 {func(r *small) { r.file(straight, file)["SeriesDescription"] = "vibe" }, `header elements: found "lava", expected "vibe"`},
		"one of a list":          {func(r *small) { r.file(straight, file)["PixelSpacing"] = []float64{0.75, 1.6} }, "header elements: place 2: found 1.5, expected 1.6"},
		"one that is not there":  {func(r *small) { r.file(straight, file)["KVP"] = 120 }, "header elements: found nothing, expected 120"},
		"the transfer syntax":    {func(r *small) { r.file(straight, file)["transfer_syntax"] = "1.2.840.10008.1.2" }, "transfer syntax: found"},
		"the file":               {func(r *small) { r.file(straight, file)["file_sha256"] = "00" }, "file intact: found"},
		"the number of elements": {func(r *small) { r.file(straight, file)["top_level_elements"] = 3 }, "top level elements: found"},
		"segments":               {func(r *small) { r.file(straight, file)["segments"] = []object{{"number": 1}} }, "segments: found nothing"},
		"hash of the pixels":     {func(r *small) { pixels(r)["sha256_le"] = "00" }, "stored pixels: sha256_le: found"},
		"type of the pixels":     {func(r *small) { pixels(r)["dtype"] = "int16" }, `stored pixels: dtype: found "uint16", expected "int16"`},
		"least of the pixels":    {func(r *small) { pixels(r)["min"] = -1 }, "stored pixels: min: found"},
		"shape of the pixels":    {func(r *small) { pixels(r)["shape"] = []int{6, 5} }, "stored pixels: shape: place 1"},
		"pixels where none are": {func(r *small) {
			delete(r.file(straight, file), "stored_pixels")
			r.file(straight, file)["stored_pixels_error"] = "no decoder"
		}, "stored pixels: pixels where the reference finds none: no decoder"},
		"voxels of a volume":  {func(r *small) { itk(r)["sha256_le"] = "00" }, "wrong group/straight, series, volume: the voxels differ"},
		"a type that is none": {func(r *small) { itk(r)["dtype"], itk(r)["sha256_le"] = "complex64", "" }, "volume: the voxels differ"},
		"origin of a volume":  {func(r *small) { itk(r)["origin_lps"] = []float64{-10, 20, 31} }, "volume: origin off by 1 mm"},
		"size of a volume":    {func(r *small) { itk(r)["size"] = []int{6, 5} }, "volume: the fact is no volume of three dimensions"},
		"another kind":        {func(r *small) { r.group("group/twice")["kind"] = "series" }, "wrong group/twice, series, volume: 2 volumes"},
		"order of the slices": {func(r *small) {
			order := r.group("group/twice")["volume"].(object)["order_by_normal_projection"].([]string)
			order[1], order[2] = order[2], order[1]
		}, "wrong group/twice, series, volume: slice 1 of volume 1 is not that of IM00002.dcm"},
		"number of times": {func(r *small) {
			r.group("group/twice")["volume"].(object)["gaps_mm"] = []float64{0, 3, 0, 0, 0, 3, 0}
		}, "volume: the fact names 8 files for 3 places"},
		"nothing at the places": {func(r *small) {
			r.group("group/twice")["volume"].(object)["order_by_normal_projection"] = []string{}
		}, "volume: the fact names 0 files for 4 places"},
		"good where defective":  {func(r *small) { r.group(straight)["kind"] = "defective" }, "wrong group/straight, series, volume: 1 volumes of 4 slices from 4 files"},
		"range by dcm2niix":     {func(r *small) { r.converted["straight.nii"].(object)["max"] = 5000 }, "wrong group/straight, straight.nii, volume of dcm2niix: values from 0 to 1190"},
		"place by dcm2niix":     {func(r *small) { r.converted["straight.nii"].(object)["affine_ras"].([][]float64)[0][3] = 11 }, "volume of dcm2niix: no volume lies there: "},
		"shape by dcm2niix":     {func(r *small) { r.converted["straight.nii"].(object)["shape"] = []int{6} }, "volume of dcm2niix: the fact is no volume of three dimensions"},
		"times by dcm2niix":     {func(r *small) { r.converted["ref_twice_a.nii"].(object)["shape"] = []int{6, 5, 4, 3} }, "volume of dcm2niix: 2 volumes at this place instead of 3"},
		"a file of no folder":   {func(r *small) { r.converted["other.nii"] = conversion(1) }, "wrong dcm2niix-facts.json, other.nii, volume of dcm2niix: its name starts with that of no folder"},
		"affine of a NIfTI":     {func(r *small) { r.file("nifti", "a.nii.gz")["affine_ras"].([]any)[0].([]any)[3] = 10.1 }, "wrong nifti, a.nii.gz, geometry: place 1: place 4: found 10, expected 10.1"},
		"values of a NIfTI":     {func(r *small) { r.file("nifti", "a.nii.gz")["scaled"].(object)["mean"] = 1 }, "scaled values: mean: found 595, expected 1"},
		"header of a NRRD":      {func(r *small) { r.file("nrrd", "a.nrrd")["header"].(object)["type"] = "float" }, `wrong nrrd, a.nrrd, header elements: type: found "short"`},
		"array of a NRRD":       {func(r *small) { r.file("nrrd", "a.nrrd")["array"].(object)["sha256_le"] = "00" }, "array values: sha256_le: found"},
		"a number that is none": {func(r *small) { r.file(straight, file)["EchoTime"] = "NOT A NUMBER" }, "header elements: found 1.7, expected nothing"},
	} {
		t.Run(name, func(t *testing.T) {
			r := made(t)
			c.change(r)
			report, err := r.judge(t)
			try(t, err)
			if text := outcome(report); !errors.Is(report.Err(), conformance.ErrMiss) || !strings.Contains(text, c.says) || strings.Count(text, "wrong ") != 1 {
				t.Errorf("%v: %s", report.Err(), text)
			}
		})
	}
}

// TestWhatIsNotThere takes files and folders away.
func TestWhatIsNotThere(t *testing.T) {
	for name, c := range map[string]struct {
		change func(r *small) error
		wrong  int
		says   string
	}{
		"a file of a series": {func(r *small) error { return os.Remove(r.path("group/straight", "IM00002.dcm")) }, 3, "wrong group/straight, IM00002.dcm, file: IM00002.dcm: the file cannot be opened"},
		"a cut file":         {func(r *small) error { return os.Truncate(r.path("nifti", "a.nii.gz"), 100) }, 1, "wrong nifti, a.nii.gz, file: a.nii.gz: "},
		"a folder": {func(r *small) error {
			return os.Rename(r.path("group/straight"), r.path("group/renamed"))
		}, 6, "wrong group/straight, series, volume: the folder of images cannot be read"},
		"a name in the facts": {func(r *small) error {
			r.facts["group/renamed"] = r.facts["group/straight"]
			delete(r.facts, "group/straight")
			return nil
		}, 6, "wrong dcm2niix-facts.json, straight.nii"},
	} {
		r := made(t)
		try(t, c.change(r))
		report, err := r.judge(t)
		try(t, err)
		if text := outcome(report); report.Count(conformance.Wrong) != c.wrong || !strings.Contains(text, c.says) || strings.Contains(text, r.root) {
			t.Errorf("%s: %s", name, text)
		}
	}
}

// TestRefusals: pixels may be refused where the other program reads none, or
// where nothing at hand decodes them; else a refusal is wrong.
func TestRefusals(t *testing.T) {
	const group, file = "group/straight", "IM00002.dcm"
	for name, c := range map[string]struct {
		syntax string // that the file says it is in
		fact   func(f object)
		want   conformance.Outcome
	}{
		"read by the other program": {"1.2.840.10008.1.2.4.103", func(object) {}, conformance.Wrong},
		"not read by it either": {"1.2.840.10008.1.2.4.103", func(f object) {
			delete(f, "stored_pixels")
			f["stored_pixels_error"] = "no decoder"
		}, conformance.Refused},
		"high-throughput JPEG 2000": {"1.2.840.10008.1.2.4.201", func(object) {}, conformance.Refused},
		"deflated frames":           {"1.2.840.10008.1.2.8.1", func(object) {}, conformance.Refused},
	} {
		r := made(t)
		b, err := os.ReadFile(r.path(group, file))
		try(t, err)
		try(t, os.WriteFile(r.path(group, file), withSyntax(t, b, c.syntax), 0o644))
		f := r.file(group, file)
		f["transfer_syntax"] = c.syntax
		c.fact(f)
		report, err := r.judge(t)
		try(t, err)
		got := -1
		for _, finding := range report.Findings {
			if finding.Group == group && finding.Item == file && finding.Fact == "stored pixels" {
				got = int(finding.Outcome)
			}
		}
		if got != int(c.want) {
			t.Errorf("%s: %v\n%s", name, got, outcome(report))
		}
	}
}

// withSyntax changes the transfer syntax of a file, and the length of the file
// meta information with it.
func withSyntax(t *testing.T, b []byte, syntax string) []byte {
	t.Helper()
	const old = "UI\x14\x001.2.840.10008.1.2.1\x00"
	if len(syntax)%2 == 1 {
		syntax += "\x00"
	}
	head, rest, ok := strings.Cut(string(b), old)
	if !ok {
		t.Fatal("the file names another transfer syntax")
	}
	out := []byte(head + "UI" + string([]byte{byte(len(syntax)), 0}) + syntax + rest)
	out[140] += byte(len(syntax) - 20) // of (0002,0000), after preamble, mark and 8 bytes of its head
	return out
}

func TestNothingToJudgeBy(t *testing.T) {
	for name, files := range map[string][]string{"an empty folder": nil, "no groups": {"{}"}, "an empty group": {`{"a": {"kind": "files", "files": {}}}`}} {
		root := t.TempDir()
		for _, text := range files {
			try(t, os.MkdirAll(root+"/dicom/a", 0o755))
			try(t, os.WriteFile(root+"/dicom/facts.json", []byte(text), 0o644))
		}
		report, err := images.Judge(ctx, root)
		try(t, err)
		if err := report.Err(); !errors.Is(err, conformance.ErrNothing) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestFactsThatCannotBeRead(t *testing.T) {
	for _, file := range []string{"facts.json", "dcm2niix-facts.json"} {
		r := made(t)
		r.write(t)
		try(t, os.Truncate(r.path(file), 200))
		if _, err := images.Judge(ctx, r.root); !errors.Is(err, conformance.ErrReference) || !strings.Contains(err.Error(), file+": the facts cannot be read") || strings.Contains(err.Error(), r.root) {
			t.Errorf("%s cut: %v", file, err)
		}
	}
	r := made(t)
	r.write(t)
	gone, cancel := context.WithCancel(ctx)
	cancel()
	if _, err := images.Judge(gone, r.root); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

// TestPhantom judges a phantom that is there as DICOM and as NIfTI, and one that
// is not.
func TestPhantom(t *testing.T) {
	r := made(t)
	at := func(name string) string { return filepath.Join(r.root, "ibsi", "data", name) }
	for _, folder := range []string{"a/dicom/mask", "a/nifti/image", "a/nifti/mask", "b/nifti/image"} {
		try(t, os.MkdirAll(at(folder), 0o755))
	}
	try(t, os.CopyFS(at("a/dicom/image"), os.DirFS(r.path("group/straight"))))
	m := volume.NewMask(grid())
	m.Data[m.Index(2, 2, 1)], m.Data[m.Index(3, 2, 1)] = true, true
	try(t, nifti.WriteImage(at("a/nifti/image/image.nii.gz"), filled(0)))
	try(t, nifti.WriteMask(at("a/nifti/mask/mask.nii.gz"), m))
	_, err := imagefile.Mask(ctx, at("a/nifti/mask/mask.nii.gz"), at("a/dicom/mask/mask.dcm"), imagefile.MaskOptions{Like: at("a/dicom/image")})
	try(t, err)
	report, err := r.judge(t)
	try(t, err)
	phantoms := slices.DeleteFunc(slices.Clone(report.Findings), func(f conformance.Finding) bool { return !strings.HasPrefix(f.Group, "ibsi/") })
	if err := report.Err(); err != nil || len(phantoms) != 2 {
		t.Errorf("%v, %+v", err, phantoms)
	}
	m.Data[m.Index(3, 2, 1)], m.Data[m.Index(1, 1, 1)], m.Data[m.Index(1, 2, 1)] = false, true, true
	try(t, nifti.WriteMask(at("a/nifti/mask/mask.nii.gz"), m))
	try(t, nifti.WriteImage(at("a/nifti/image/image.nii.gz"), filled(1)))
	report, err = r.judge(t)
	try(t, err)
	for _, says := range []string{"wrong ibsi/a, DICOM as NIfTI, image: 120 of 120 voxels differ", "wrong ibsi/a, DICOM as NIfTI, mask: 1 voxels too many and 2 too few, of 3"} {
		if !strings.Contains(outcome(report), says) {
			t.Errorf("%q is missing in\n%s", says, outcome(report))
		}
	}
}
