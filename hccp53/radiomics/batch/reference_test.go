package batch_test

import (
	"bytes"
	"encoding/csv"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"hcclab/hccp53/internal/reference"
	"hcclab/hccp53/radiomics/batch"
	"hcclab/hccp53/volume"
	"hcclab/hccp53/volume/nrrd"
)

// printed is the relative difference of numbers that were written with 17
// digits and come of sums in another order.
const printed = 1e-12

// resampled is that of B-splines with another arrangement of the same sums.
const resampled = 1e-6

// same is that of features of an image that was not resampled.
const same = 1e-9

// TestOutputIsThatOfPyRadiomics runs the cases of the reference, as a list of
// files, and compares every diagnostic, the names of all features with their
// order, and the values of those of the original image. Package radiomics
// compares the other values.
func TestOutputIsThatOfPyRadiomics(t *testing.T) {
	root := filepath.Join(reference.Root(t), "pyradiomics")
	cases := "ID,Image,Mask,Label\n"
	for _, row := range rows(t, filepath.Join(root, "cases.csv")) {
		mask := filepath.Join(root, row["mask"])
		if row["slice"] != "" {
			mask = largestSlice(t, mask, row["label"])
		}
		cases += strings.Join([]string{row["case"], filepath.Join(root, row["image"]), mask, row["label"]}, ",") + "\n"
	}
	path := write(t, filepath.Join(t.TempDir(), "cases.csv"), cases)
	want := map[string]map[string]map[string]string{} // by setting, case and key
	for _, row := range rows(t, filepath.Join(root, "diagnostics.csv")) {
		bySetting := want[row["setting"]]
		if bySetting == nil {
			bySetting = map[string]map[string]string{}
			want[row["setting"]] = bySetting
		}
		if bySetting[row["case"]] == nil {
			bySetting[row["case"]] = map[string]string{}
		}
		bySetting[row["case"]][row["key"]] = row["value"]
	}
	judged, compared := 0, 0
	for setting, s := range settingsOf(t, root) {
		o := order(t, path)
		o.Settings, o.Name = s, setting
		r := run(t, o)
		compared += compareFeatures(t, r, filepath.Join(root, setting+".csv"))
		for i, results := range r.Results {
			for _, res := range results {
				id := o.Cases[i].ID
				facts := want[setting][id]
				if facts == nil {
					continue // not of the oracle
				}
				for _, d := range res.Diagnostics {
					key, tolerance := d.Name, printed
					if strings.Contains(key, "_Versions_") || strings.Contains(key, "_Configuration_") {
						continue
					}
					if strings.Contains(key, "interpolated") || strings.Contains(key, "resegmented") {
						tolerance = resampled
					}
					if !alike(d, facts[key], tolerance) {
						t.Errorf("%s, %s: %s is %s, want %q", setting, id, key, d, facts[key])
					}
					delete(facts, key)
					judged++
				}
				for key, value := range facts {
					t.Errorf("%s, %s: %s is missing, want %q", setting, id, key, value)
				}
			}
		}
	}
	if judged < 100 || compared < 1000 {
		t.Errorf("only %d diagnostics and %d features were judged", judged, compared)
	}
	t.Logf("%d diagnostics, %d features", judged, compared)
}

// compareFeatures compares the long form with that of the oracle and returns the
// number of values compared.
func compareFeatures(t *testing.T, r *batch.Report, path string) (n int) {
	t.Helper()
	var long bytes.Buffer
	if err := r.WriteLong(&long); err != nil {
		t.Fatal(err)
	}
	text := filepath.Join(t.TempDir(), "long.csv")
	got := rows(t, write(t, text, long.String()))
	want := rows(t, path)
	cases := map[string]bool{}
	for _, row := range want {
		cases[row["case"]] = true
	}
	got = slices.DeleteFunc(got, func(row map[string]string) bool { return !cases[row["case"]] }) // not of the oracle
	if len(got) != len(want) {
		t.Errorf("%s: %d features, want %d", filepath.Base(path), len(got), len(want))
		return 0
	}
	plain := !r.Order.Settings.Normalize && len(r.Order.Settings.ResampledPixelSpacing) == 0
	for i, row := range got {
		if row["case"] != want[i]["case"] || row["feature"] != want[i]["feature"] || row["setting"] != want[i]["setting"] {
			t.Errorf("%s, row %d: %v, want %v", filepath.Base(path), i+2, row, want[i])
			return n
		}
		if !plain || !strings.HasPrefix(row["feature"], "original_") {
			continue
		}
		x, err1 := strconv.ParseFloat(row["value"], 64)
		y, err2 := strconv.ParseFloat(want[i]["value"], 64)
		if err1 != nil || err2 != nil || math.Abs(x-y) > same*math.Max(1, math.Abs(y)) {
			t.Errorf("%s: %v, want %v", filepath.Base(path), row, want[i])
		}
		n++
	}
	return n
}

// alike compares a diagnostic with text of the oracle: numbers with spaces
// between.
func alike(d batch.Diagnostic, want string, tolerance float64) bool {
	if d.Numbers == nil {
		return d.Text == want
	}
	parts := strings.Fields(want)
	if len(parts) != len(d.Numbers) {
		return false
	}
	for i, text := range parts {
		x, err := strconv.ParseFloat(text, 64)
		if err != nil || math.Abs(x-d.Numbers[i]) > tolerance*math.Max(1, math.Abs(x)) {
			return false
		}
	}
	return true
}

func rows(t *testing.T, path string) (all []map[string]string) {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	records, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, record := range records[1:] {
		row := map[string]string{}
		for i, name := range records[0] {
			row[name] = record[i]
		}
		all = append(all, row)
	}
	return all
}

// largestSlice writes the label map with nothing but the first of the slices
// that have the most voxels of the label.
func largestSlice(t *testing.T, path, label string) string {
	t.Helper()
	img, err := nrrd.Read(path)
	if err != nil {
		t.Fatal(err)
	}
	n, err := strconv.ParseFloat(label, 64)
	if err != nil {
		t.Fatal(err)
	}
	out := volume.NewImage(img.Grid)
	area := img.Size[0] * img.Size[1]
	best, most := 0, 0
	for z := range img.Size[2] {
		count := 0
		for _, v := range img.Data[z*area:][:area] {
			if v == n {
				count++
			}
		}
		if count > most {
			best, most = z, count
		}
	}
	for i := best * area; i < (best+1)*area; i++ {
		if img.Data[i] == n {
			out.Data[i] = n
		}
	}
	name := filepath.Join(t.TempDir(), "slice.nrrd")
	if err := nrrd.WriteImage(name, out, nrrd.Gzip); err != nil {
		t.Fatal(err)
	}
	return name
}
