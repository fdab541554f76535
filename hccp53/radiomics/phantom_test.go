package radiomics_test

import (
	"bufio"
	"math"
	"os"
	"strconv"
	"strings"
	"testing"

	"hcclab/hccp53/radiomics"
	"hcclab/hccp53/volume"
)

// ibsiPhantom is the digital phantom of IBSI-1: 5×4×4 voxels of 2 mm, four
// grey levels (1, 3, 4, 6) in the VOI of 74 voxels. A minus sign marks voxels
// outside the VOI.
var ibsiPhantom = [80]float64{
	1, 4, 4, 1, 1,
	1, 4, 6, 1, 1,
	4, 1, 6, 4, 1,
	4, 4, 6, 4, 1,

	1, 4, 4, 1, 1,
	1, 1, 6, 1, 1,
	-1, 1, 3, 1, 1,
	4, 4, 6, 1, 1,

	1, 4, 4, -1, -1,
	1, 1, 1, 1, 1,
	1, 1, -9, 1, 1,
	1, 1, 6, 1, 1,

	1, 4, 4, -1, -1,
	1, 1, 1, 1, 1,
	1, 1, 1, 1, 1,
	1, 1, 6, 1, 1,
}

func phantom() (*volume.Image, *volume.Mask) {
	g := volume.Grid{Size: [3]int{5, 4, 4}, Spacing: [3]float64{2, 2, 2}, Direction: volume.Axial}
	img, voi := volume.NewImage(g), volume.NewMask(g)
	for i, v := range ibsiPhantom {
		img.Data[i] = math.Abs(v)
		voi.Data[i] = v > 0
	}
	return img, voi
}

// gradeless leaves the phantom's grey levels as they are.
func gradeless() radiomics.Settings {
	s := radiomics.PyRadiomicsSettings()
	s.BinWidth = 1
	return s
}

// TestIBSIPhantom compares every feature with the printed consensus of IBSI
// and with PyRadiomics to the ten digits of testdata/ibsi_phantom.csv.
func TestIBSIPhantom(t *testing.T) {
	img, voi := phantom()
	got := values(t, img, voi, gradeless())
	f, err := os.Open("testdata/ibsi_phantom.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	compared, withIBSI := 0, 0
	for lines.Scan() {
		part := strings.Split(lines.Text(), ",")
		if len(part) != 5 || part[0] == "class" {
			continue
		}
		id := "original_" + part[0] + "_" + part[1]
		g, ok := got[id]
		if !ok {
			t.Errorf("%s is not computed", id)
			continue
		}
		compared++
		// Ten digits are printed, so half a unit of the tenth may be missing.
		if w := number(t, part[2]); math.Abs(g-w) > 1e-9*math.Abs(w) {
			t.Errorf("%s = %.12g, PyRadiomics has %.12g", id, g, w)
		}
		if part[3] == "" {
			continue
		}
		withIBSI++
		w, allowed := number(t, part[3]), number(t, part[4])
		switch part[1] {
		case "Kurtosis":
			g -= 3 // IBSI's is the excess over the normal distribution
		case "LeastAxisLength", "MinorAxisLength", "MajorAxisLength":
			g *= math.Sqrt(74.0 / 73) // IBSI's covariance is over N−1
		}
		// Three digits are printed.
		if digits := 0.005 * math.Abs(w); math.Abs(g-w) > math.Max(allowed, digits) {
			t.Errorf("%s = %.6g, IBSI has %.3g ± %.3g", id, g, w, allowed)
		}
	}
	if compared != 107 || withIBSI != 102 {
		t.Errorf("compared %d features, %d of them with IBSI; want 107 and 102", compared, withIBSI)
	}
}

// values extracts and returns the features by identifier.
func values(t testing.TB, img *volume.Image, voi *volume.Mask, s radiomics.Settings) map[string]float64 {
	t.Helper()
	res, err := radiomics.Extract(t.Context(), img, voi, s)
	if err != nil {
		t.Fatal(err)
	}
	m := map[string]float64{}
	for _, f := range res.Features {
		m[f.ID()] = f.Value
	}
	return m
}

func number(t *testing.T, text string) float64 {
	t.Helper()
	v, err := strconv.ParseFloat(text, 64)
	if err != nil {
		t.Fatal(err)
	}
	return v
}
