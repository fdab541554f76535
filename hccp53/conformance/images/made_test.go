package images_test

import (
	"context"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"hcclab/hccp53/conformance"
	"hcclab/hccp53/conformance/images"
	"hcclab/hccp53/imagefile"
	"hcclab/hccp53/mri"
	"hcclab/hccp53/volume"
	"hcclab/hccp53/volume/nifti"
	"hcclab/hccp53/volume/nrrd"
)

var ctx = context.Background()

func try(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// object is a JSON object that is put together.
type object = map[string]any

// small is a reference folder. Its files are written here, and its
// facts are what this project finds in them: they are right until a test changes
// one.
type small struct {
	root      string
	facts     object // facts.json
	converted object // dcm2niix-facts.json, not written when empty
}

func grid() volume.Grid {
	return volume.Grid{Size: [3]int{6, 5, 4}, Spacing: [3]float64{1.5, 0.75, 3}, Origin: [3]float64{-10, 20, 30}, Direction: volume.Axial}
}

func filled(offset int) *volume.Image {
	img := volume.NewImage(grid())
	for i := range img.Data {
		img.Data[i] = float64(10*i + offset)
	}
	return img
}

// made writes a series, a series of two volumes without times, one that lacks a
// slice, a NIfTI and a NRRD file, and their facts.
func made(t testing.TB) *small {
	t.Helper()
	r := &small{root: t.TempDir(), facts: object{}, converted: object{}}
	r.series(t, "group/straight", "series", 1)
	r.series(t, "group/twice", "temporal", 2)
	r.series(t, "group/gap", "defective", 1)
	try(t, os.Remove(r.path("group/gap", "IM00002.dcm")))
	for _, folder := range []string{"nifti", "nrrd"} {
		try(t, os.MkdirAll(r.path(folder), 0o755))
	}
	try(t, nifti.WriteImage(r.path("nifti", "a.nii.gz"), filled(0)))
	try(t, nrrd.WriteImage(r.path("nrrd", "a.nrrd"), filled(0), nrrd.Gzip))
	for group, kind := range map[string]string{"group/straight": "series", "group/twice": "temporal", "group/gap": "defective", "nifti": "nifti", "nrrd": "nrrd"} {
		r.describe(t, group, kind)
	}
	r.group("group/straight")["volume"] = object{"gaps_mm": []float64{3, 3, 3}, "simpleitk_volume": r.volume(t, "group/straight")}
	r.group("group/twice")["volume"] = object{"gaps_mm": []float64{0, 3, 0, 3, 0, 3, 0}, "order_by_normal_projection": []string{
		"IM00005.dcm", "IM00001.dcm", "IM00002.dcm", "IM00006.dcm", "IM00003.dcm", "IM00007.dcm", "IM00004.dcm", "IM00008.dcm",
	}}
	r.group("group/gap")["volume"] = object{"gaps_mm": []float64{6, 3}}
	for file, times := range map[string]int{"straight.nii": 1, "ref_twice_a.nii": 2} {
		r.converted[file] = conversion(times)
	}
	return r
}

// series writes a series of so many volumes, which no tag orders in time.
func (r *small) series(t testing.TB, group, kind string, times int) {
	t.Helper()
	at := time.Date(2026, 3, 30, 9, 5, 0, 0, time.UTC)
	w := mri.Writing{
		StudyUID: mri.UID(1, "study", group), SeriesUID: mri.UID(1, "series", group), FrameOfReferenceUID: mri.UID(1, "frame"),
		PatientID: "SIM-0001", StudyTime: at, SeriesNumber: 8, Description: "lava", RepetitionTime: 3.6, EchoTime: 1.7, FlipAngle: 12,
	}
	for i := range times {
		w.TimePoints = append(w.TimePoints, mri.TimePoint{Image: filled(i), Acquired: at.Add(time.Duration(i) * time.Minute), Slope: 1})
	}
	try(t, mri.WriteSeries(r.path(group), w))
}

func (r *small) path(group string, file ...string) string {
	return filepath.Join(append([]string{r.root, "dicom", group}, file...)...)
}

func (r *small) group(name string) object { return r.facts[name].(object) }

func (r *small) file(group, name string) object {
	return r.group(group)["files"].(object)[name].(object)
}

// describe makes the facts of a folder.
func (r *small) describe(t testing.TB, group, kind string) {
	t.Helper()
	entries, err := os.ReadDir(r.path(group))
	try(t, err)
	files := object{}
	for _, e := range entries {
		f, err := imagefile.DescribeFile(ctx, r.path(group, e.Name()))
		try(t, err)
		v, err := conformance.JSON(f.Facts)
		try(t, err)
		facts := v.(object)
		for _, flat := range []string{"elements", "name", "transfer_syntax_name", "sop_class_name", "version", "place", "dtype"} {
			if all, ok := facts[flat].(object); ok {
				for key, value := range all {
					facts[key] = value
				}
			}
			delete(facts, flat)
		}
		facts["source"] = "made by the test"
		files[e.Name()] = facts
	}
	r.facts[group] = object{"kind": kind, "files": files}
}

// volume is the fact of the volume that SimpleITK would build.
func (r *small) volume(t testing.TB, group string) object {
	t.Helper()
	d, err := imagefile.Describe(ctx, r.path(group))
	try(t, err)
	v := d.Volumes[0]
	return object{"size": v.Size, "spacing": v.Spacing, "origin_lps": v.Origin, "direction_lps_rowmajor": []float64{1, 0, 0, 0, 1, 0, 0, 0, 1}, "dtype": v.DType, "sha256_le": v.SHA256}
}

// conversion is what dcm2niix would say: rows turned round, in RAS.
func conversion(times int) object {
	low, high, sum := math.Inf(1), math.Inf(-1), 0.0
	for i := range times {
		for _, v := range filled(i).Data {
			low, high, sum = math.Min(low, v), math.Max(high, v), sum+v
		}
	}
	shape := []int{6, 5, 4}
	if times > 1 {
		shape = append(shape, times)
	}
	return object{"shape": shape, "min": low, "max": high, "mean": sum / float64(times*grid().Len()),
		"affine_ras": [][]float64{{-1.5, 0, 0, 10}, {0, 0.75, 0, -23}, {0, 0, 3, 30}, {0, 0, 0, 1}}}
}

// judge writes the facts and judges by them.
func (r *small) judge(t testing.TB) (*conformance.Report, error) {
	t.Helper()
	r.write(t)
	return images.Judge(ctx, r.root)
}

func (r *small) write(t testing.TB) {
	t.Helper()
	for name, facts := range map[string]object{"facts.json": r.facts, "dcm2niix-facts.json": r.converted} {
		b, err := json.Marshal(facts)
		try(t, err)
		if len(facts) > 0 {
			// Python writes what is no number like this.
			try(t, os.WriteFile(r.path(name), []byte(strings.ReplaceAll(string(b), `"NOT A NUMBER"`, "NaN")), 0o644))
		}
	}
}
