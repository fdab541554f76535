package radiomics_test

import (
	"encoding/csv"
	"math"
	"os"
	"path/filepath"
	"slices"
	"sort"
	"strconv"
	"strings"
	"testing"

	"hcclab/hccp53/radiomics"
	"hcclab/hccp53/radiomics/parameters"
	"hcclab/hccp53/volume"
)

// tolerance is the relative difference to PyRadiomics that is allowed: sums of
// the same numbers in another order. The README of the reference gives it.
const tolerance = 1e-9

// TestPyRadiomics compares every feature of the original image, of every case
// of every setting of the reference. Package conformance/radiomics judges all
// images.
func TestPyRadiomics(t *testing.T) {
	root := os.Getenv("HCCP53_REFERENCE")
	if root == "" {
		t.Skip("HCCP53_REFERENCE is not set: not compared with PyRadiomics")
	}
	root = filepath.Join(root, "pyradiomics")
	cases := readCases(t, root)
	files, _ := filepath.Glob(filepath.Join(root, "settings", "*.yaml"))
	sort.Strings(files)
	judged := 0
	var skipped []string
	for _, file := range files {
		setting := strings.TrimSuffix(filepath.Base(file), ".yaml")
		f, err := parameters.Read(file)
		if err != nil {
			t.Error(err)
			continue
		}
		s := f.Settings
		if !slices.ContainsFunc(s.Images, func(i radiomics.ImageType) bool { return i.Type == "Original" }) {
			skipped = append(skipped, setting)
			continue
		}
		s.Images = nil
		t.Run(setting, func(t *testing.T) { judged += judge(t, root, setting, s, cases) })
	}
	t.Logf("without the original image: %s", strings.Join(skipped, ", "))
	if judged == 0 {
		t.Error("the reference is there, but no value was judged")
	}
}

// judge compares one setting and returns the number of values compared.
func judge(t *testing.T, root, setting string, s radiomics.Settings, cases map[string]reference) int {
	want := map[string]map[string]float64{}
	for _, row := range readCSV(t, filepath.Join(root, setting+".csv")) {
		image, rest, _ := strings.Cut(row["feature"], "_")
		if class, _, _ := strings.Cut(rest, "_"); image != "original" || !slices.Contains(s.Classes, class) {
			continue
		}
		if want[row["case"]] == nil {
			want[row["case"]] = map[string]float64{}
		}
		v, err := strconv.ParseFloat(row["value"], 64)
		if err != nil {
			t.Fatal(err)
		}
		want[row["case"]][row["feature"]] = v
	}
	judged, agree, worst, worstAt := 0, 0, 0.0, ""
	for name, values := range want {
		img, voi := cases[name].load(t)
		res, err := radiomics.Extract(t.Context(), img, voi, s)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		got := map[string]float64{}
		for _, f := range res.Features {
			got[f.ID()] = f.Value
		}
		for id := range got {
			if _, ok := values[id]; !ok {
				t.Errorf("%s: %s is not in the reference", name, id)
			}
		}
		for id, w := range values {
			judged++
			g, ok := got[id]
			if !ok {
				t.Errorf("%s: %s is missing", name, id)
				continue
			}
			e := math.Abs(g-w) / math.Max(math.Abs(w), scale(id, values))
			if g == w {
				e = 0
			}
			if e > worst {
				worst, worstAt = e, name+" "+id
			}
			if !(e <= tolerance) {
				t.Errorf("%s: %s = %.17g, want %.17g (off by %.2g)", name, id, g, w, e)
				continue
			}
			agree++
		}
	}
	t.Logf("%d of %d values agree within %g, worst %.1e (%s)", agree, judged, tolerance, worst, worstAt)
	return judged
}

// scale returns the size that a feature naturally has where its value may be
// near 0 by cancellation, or 0 where a relative difference makes sense.
func scale(id string, values map[string]float64) float64 {
	_, name, _ := strings.Cut(strings.TrimPrefix(id, "original_"), "_")
	switch name {
	case "Skewness", "Correlation", "Imc1", "Imc2", "MCC", "Flatness", "Elongation":
		return 1
	case "LeastAxisLength", "MinorAxisLength":
		return values["original_shape_MajorAxisLength"]
	case "RobustMeanAbsoluteDeviation":
		return math.Sqrt(values["original_firstorder_Variance"])
	case "ClusterShade":
		return math.Pow(values["original_glcm_ClusterTendency"], 1.5)
	case "Mean", "Median", "10Percentile", "90Percentile", "Minimum", "Maximum":
		return math.Sqrt(values["original_firstorder_Variance"])
	}
	return 0
}

// reference is a case of the reference.
type reference struct{ image, mask, label, slice string }

func readCases(t *testing.T, root string) map[string]reference {
	cases := map[string]reference{}
	for _, row := range readCSV(t, filepath.Join(root, "cases.csv")) {
		cases[row["case"]] = reference{filepath.Join(root, row["image"]), filepath.Join(root, row["mask"]), row["label"], row["slice"]}
	}
	return cases
}

func (c reference) load(t *testing.T) (*volume.Image, *volume.Mask) {
	img, labels := readNRRD(t, c.image), readNRRD(t, c.mask)
	label, err := strconv.ParseFloat(c.label, 64)
	if err != nil {
		t.Fatal(err)
	}
	voi := volume.NewMask(labels.Grid)
	for i, v := range labels.Data {
		voi.Data[i] = v == label
	}
	if c.slice == "largest" {
		largestSlice(voi)
	}
	return img, voi
}

// largestSlice empties all but the first slice with the most voxels.
func largestSlice(m *volume.Mask) {
	area := m.Size[0] * m.Size[1]
	best, most := 0, -1
	for z := range m.Size[2] {
		n := 0
		for _, in := range m.Data[z*area:][:area] {
			if in {
				n++
			}
		}
		if n > most {
			best, most = z, n
		}
	}
	clear(m.Data[:best*area])
	clear(m.Data[(best+1)*area:])
}

func readCSV(t *testing.T, path string) []map[string]string {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var all []map[string]string
	for _, row := range rows[1:] {
		m := map[string]string{}
		for i, key := range rows[0] {
			m[key] = row[i]
		}
		all = append(all, m)
	}
	return all
}

// TestIBSIIdentifiers compares the identifiers with the map of the reference.
func TestIBSIIdentifiers(t *testing.T) {
	root := os.Getenv("HCCP53_REFERENCE")
	if root == "" {
		t.Skip("HCCP53_REFERENCE is not set: identifiers not compared")
	}
	want := map[string]string{}
	for _, row := range readCSV(t, filepath.Join(root, "pyradiomics", "pyradiomics_ibsi_map.csv")) {
		want["original_"+row["class"]+"_"+row["feature"]] = row["ibsi_id"]
	}
	for _, d := range radiomics.Definitions(radiomics.DefaultSettings()) {
		if w, ok := want[d.ID()]; !ok || w != d.IBSI {
			t.Errorf("%s: %q, want %q", d.ID(), d.IBSI, w)
		}
	}
}
