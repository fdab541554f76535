package radiomics_test

import (
	"context"
	"errors"
	"math"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"

	files "hcclab/hccp53/internal/reference"
	"hcclab/hccp53/radiomics"
)

// TestMapsReference compares with the maps that PyRadiomics made of a case: the
// name of the file gives the bin width and the radius.
func TestMapsReference(t *testing.T) {
	root := filepath.Join(files.Root(t), "pyradiomics")
	cases := readCases(t, root)
	tables, _ := filepath.Glob(filepath.Join(root, "intermediates", "*_voxel_maps_*.csv"))
	judged := 0
	for _, file := range tables {
		name, rest, _ := strings.Cut(strings.TrimSuffix(filepath.Base(file), ".csv"), "_voxel_maps_bw")
		width, radius, _ := strings.Cut(rest, "_radius")
		s := radiomics.PyRadiomicsSettings()
		var w radiomics.Window
		var err1, err2 error
		s.BinWidth, err1 = strconv.ParseFloat(width, 64)
		w.Radius, err2 = strconv.Atoi(radius)
		if err := errors.Join(err1, err2); err != nil {
			t.Fatal(err)
		}
		s.Classes = []string{"firstorder", "glcm", "glrlm", "glszm", "gldm", "ngtdm"}
		img, voi := cases[name].load(t)
		maps, err := radiomics.Maps(t.Context(), img, voi, s, w, nil)
		if err != nil {
			t.Fatal(err)
		}
		byID := map[string]radiomics.Map{}
		for _, m := range maps {
			byID[m.ID()] = m
		}
		worst := map[string]float64{}
		for _, row := range readCSV(t, file) {
			m, ok := byID[row["feature"]]
			if !ok {
				t.Errorf("%s is missing", row["feature"])
				continue
			}
			var index [3]int
			for i, axis := range []string{"x", "y", "z"} {
				n, err := strconv.Atoi(row[axis])
				if err != nil {
					t.Fatal(err)
				}
				// The map's own index of the voxel.
				index[i] = n - int(math.Round(img.Locate(m.Values.Origin)[i]))
			}
			want, err := strconv.ParseFloat(row["value"], 64)
			if err != nil {
				t.Fatal(err)
			}
			judged++
			got := m.Values.At(index[0], index[1], index[2])
			e := math.Abs(got-want) / max(1e-3, math.Abs(want))
			worst[m.ID()] = max(worst[m.ID()], e)
			if !(e <= 1e-9) {
				t.Errorf("%s at %v: %.12g, want %.12g", m.ID(), index, got, want)
			}
		}
		t.Logf("worst %v", worst)
	}
	if judged == 0 {
		t.Error("no map was judged")
	}
}

// A window that holds the whole VOI measures what Extract does.
func TestMapsOfTheWholeVOI(t *testing.T) {
	img, voi := cube(3)
	s := radiomics.PyRadiomicsSettings()
	s.Classes = []string{"firstorder", "glcm", "glrlm", "glszm", "gldm", "ngtdm"}
	res, err := radiomics.Extract(t.Context(), img, voi, s)
	if err != nil {
		t.Fatal(err)
	}
	maps, err := radiomics.Maps(t.Context(), img, voi, s, radiomics.Window{Radius: 2, Outside: -7}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if len(maps) != len(res.Features) {
		t.Fatalf("%d maps, %d features", len(maps), len(res.Features))
	}
	for i, m := range maps {
		centre := m.Values.At(3, 3, 3) // of 7: the VOI and two voxels around it
		if f := res.Features[i]; m.ID() != f.ID() || m.Undefined != 0 || math.Abs(centre-f.Value) > 1e-12*math.Abs(f.Value) {
			t.Errorf("%s: %g, %s: %g", m.ID(), centre, f.ID(), f.Value)
		}
		if m.Values.Size != [3]int{7, 7, 7} || m.Values.At(0, 0, 0) != -7 {
			t.Errorf("%s: size %v, outside %g", m.ID(), m.Values.Size, m.Values.At(0, 0, 0))
		}
	}
}

func TestMapsAlikeForAnyProcessors(t *testing.T) {
	img, voi := lesion([3]int{16, 16, 8}, 5)
	s := radiomics.PyRadiomicsSettings()
	s.Classes = []string{"glcm", "ngtdm"}
	measure := func() []radiomics.Map {
		maps, err := radiomics.Maps(t.Context(), img, voi, s, radiomics.Window{Radius: 1}, nil)
		if err != nil {
			t.Fatal(err)
		}
		return maps
	}
	many := measure()
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	for i, m := range measure() {
		for k, v := range m.Values.Data {
			if v != many[i].Values.Data[k] {
				t.Fatalf("%s: voxel %d differs", m.ID(), k)
			}
		}
	}
}

func TestMapsProgressAndEnd(t *testing.T) {
	img, voi := lesion([3]int{16, 16, 8}, 5)
	s := radiomics.PyRadiomicsSettings()
	s.Classes = []string{"firstorder"}
	most, total := 0, 0
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	if _, err := radiomics.Maps(t.Context(), img, voi, s, radiomics.Window{Radius: 1}, func(d, n int) { most, total = d, n }); err != nil {
		t.Fatal(err)
	}
	if most != voi.Count() || total != most {
		t.Errorf("%d of %d reported, the VOI has %d", most, total, voi.Count())
	}
	ctx, cancel := context.WithCancel(t.Context())
	_, err := radiomics.Maps(ctx, img, voi, s, radiomics.Window{Radius: 1}, func(int, int) { cancel() })
	if !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}

func TestMapsThatCannotBe(t *testing.T) {
	img, voi := cube(3)
	for name, c := range map[string]struct {
		change func(*radiomics.Settings, *radiomics.Window)
		want   error
	}{
		"no radius":    {func(_ *radiomics.Settings, w *radiomics.Window) { w.Radius = 0 }, radiomics.ErrSettings},
		"vast radius":  {func(_ *radiomics.Settings, w *radiomics.Window) { w.Radius = 99 }, radiomics.ErrSettings},
		"no value":     {func(_ *radiomics.Settings, w *radiomics.Window) { w.Outside = math.NaN() }, radiomics.ErrSettings},
		"shape alone":  {func(s *radiomics.Settings, _ *radiomics.Window) { s.Classes = []string{"shape"} }, radiomics.ErrSettings},
		"profile ibsi": {func(s *radiomics.Settings, _ *radiomics.Window) { *s = radiomics.IBSISettings() }, radiomics.ErrSettings},
	} {
		s, w := radiomics.PyRadiomicsSettings(), radiomics.Window{Radius: 1}
		c.change(&s, &w)
		if _, err := radiomics.Maps(t.Context(), img, voi, s, w, nil); !errors.Is(err, c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// The voxels of a checkerboard have neighbours across edges only; a lone one has
// none, and no co-occurrence.
func TestMapsUndefined(t *testing.T) {
	img, voi := cube(3)
	voi.Data[voi.Index(0, 0, 0)] = true
	s := radiomics.PyRadiomicsSettings()
	s.Classes = []string{"firstorder", "glcm"}
	maps, err := radiomics.Maps(t.Context(), img, voi, s, radiomics.Window{Radius: 1, Outside: -1}, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range maps {
		want := 0
		if m.Class == "glcm" {
			want = 1
		}
		if m.Undefined != want {
			t.Errorf("%s: %d voxels undefined, want %d", m.ID(), m.Undefined, want)
		}
	}
}

// Around a voxel whose neighbours all have its grey level MCC is 0, as
// PyRadiomics has it, in a VOI that has another level elsewhere; 1 is for a VOI of
// one level.
func TestMapsOfMCC(t *testing.T) {
	img, voi := cube(5)
	for i := range img.Data {
		x, _, _ := img.Voxel(i)
		img.Data[i] = 100 * math.Floor(float64(x)/5)
	}
	s := radiomics.PyRadiomicsSettings()
	s.Classes, s.Features = []string{"glcm"}, map[string][]string{"glcm": {"MCC"}}
	measure := func() radiomics.Map {
		maps, err := radiomics.Maps(t.Context(), img, voi, s, radiomics.Window{Radius: 1}, nil)
		if err != nil {
			t.Fatal(err)
		}
		return maps[0]
	}
	// The VOI reaches from 2 to 6 along each axis, its map from 1.
	if got := measure().Values.At(3-1, 4-1, 4-1); got != 0 {
		t.Errorf("in a window of one level: %g", got)
	}
	for i := range img.Data {
		img.Data[i] = 7
	}
	if got := measure().Values.At(3-1, 4-1, 4-1); got != 1 {
		t.Errorf("in a VOI of one level: %g", got)
	}
}
