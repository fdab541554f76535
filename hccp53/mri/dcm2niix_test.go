package mri

import (
	"bytes"
	"encoding/json"
	"errors"
	"math"
	"os"
	"path"
	"path/filepath"
	"strings"
	"testing"

	"hcclab/hccp53/mri/internal/vector"
	"hcclab/hccp53/volume"
)

// converted is a NIfTI file, as dcm2niix or nibabel describe it.
type converted struct {
	Shape  []int         `json:"shape"`
	Affine [3][4]float64 `json:"affine_ras"`
	Min    float64       `json:"min"`
	Max    float64       `json:"max"`
	Mean   float64       `json:"mean"`
	Stored struct {
		SHA256 string `json:"sha256_le"`
	} `json:"stored"`
}

// grid returns the lattice in LPS.
func (c converted) grid() volume.Grid {
	g := volume.Grid{Size: [3]int(c.Shape[:3])}
	for k := range 3 {
		sign := 1.0
		if k < 2 {
			sign = -1
		}
		g.Origin[k] = sign * c.Affine[k][3]
		for i := range 3 {
			g.Direction[i][k] = sign * c.Affine[k][i]
		}
	}
	for i := range 3 {
		g.Spacing[i] = vector.Length(g.Direction[i])
		g.Direction[i] = vector.Unit(g.Direction[i])
	}
	return g
}

// readJSON reads a file of the reference and returns the folder it lies in. A
// fourth row of an affine falls away.
func readJSON(t *testing.T, name string, into any) string {
	t.Helper()
	ref := os.Getenv("HCCP53_REFERENCE")
	if ref == "" {
		t.Skip("HCCP53_REFERENCE is not set: volumes not compared")
	}
	b, err := os.ReadFile(filepath.Join(ref, "dicom", name))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(bytes.ReplaceAll(b, []byte("NaN"), []byte("null")), into); err != nil {
		t.Fatal(err)
	}
	return filepath.Join(ref, "dicom")
}

// TestReferenceAgainstDcm2niix compares the volumes of every group that
// dcm2niix has converted: same points, same values at them.
func TestReferenceAgainstDcm2niix(t *testing.T) {
	var facts map[string]converted
	root := readJSON(t, "dcm2niix-facts.json", &facts)
	var groups map[string]json.RawMessage
	readJSON(t, "facts.json", &groups)
	agreed, refused := 0, 0
	for name, fact := range facts {
		group := ""
		for g := range groups { // the file is named after the group, with the series number behind
			if base := path.Base(g); strings.HasPrefix(strings.TrimPrefix(name, "ref_"), base) && len(base) > len(path.Base(group)) {
				group = g
			}
		}
		if group == "" {
			t.Errorf("%s belongs to no group", name)
			continue
		}
		c := volumes(t, filepath.Join(root, filepath.FromSlash(group)))
		if len(c.Volumes) == 0 && len(c.Refused) == 1 && (errors.Is(c.Refused[0].Err, ErrGap) || errors.Is(c.Refused[0].Err, ErrGantryTilt)) {
			refused++
			continue
		}
		if d := fact.differs(c.Volumes); d != "" {
			t.Errorf("%s: %s", name, d)
			continue
		}
		agreed++
	}
	if agreed == 0 {
		t.Fatal("nothing was compared")
	}
	t.Logf("%d files of dcm2niix agree, %d are of series that are refused", agreed, refused)
}

// differs says why none of the volumes, or of the series of volumes in time,
// is the converted one.
func (c converted) differs(all []Volume) string {
	times := 1
	if len(c.Shape) == 4 {
		times = c.Shape[3]
	}
	why := "no volume"
	for i := range all {
		if all[i].Time != 1 || all[i].Times != times || i+times > len(all) {
			continue
		}
		low, high, sum, n := math.Inf(1), math.Inf(-1), 0.0, 0
		same := true
		for _, v := range all[i : i+times] {
			img, ok := v.Image.Reordered(c.grid())
			if !ok {
				same, why = false, "on another grid: "+v.Image.Differs(c.grid())
				break
			}
			slope, intercept := v.Scaling.Slope, v.Scaling.Intercept
			if math.IsNaN(slope) {
				slope, intercept = 1, 0
			}
			for _, x := range img.Data { // dcm2niix keeps stored values where it can
				x = (x - intercept) / slope
				low, high, sum, n = min(low, x), max(high, x), sum+x, n+1
			}
		}
		if !same {
			continue
		}
		if near := 1e-6 * (1 + math.Abs(c.Max)); math.Abs(low-c.Min) > near || math.Abs(high-c.Max) > near || math.Abs(sum/float64(n)-c.Mean) > near {
			why = "other values"
			continue
		}
		return ""
	}
	return why
}

// TestReferenceMosaics unpacks every mosaic of the reference and looks for its
// voxels among the NIfTI files there.
func TestReferenceMosaics(t *testing.T) {
	var groups map[string]struct {
		Files map[string]json.RawMessage `json:"files"`
	}
	root := readJSON(t, "facts.json", &groups)
	var targets []converted
	for _, g := range groups {
		for _, raw := range g.Files {
			var c converted
			if json.Unmarshal(raw, &c) == nil && len(c.Shape) == 3 && c.Stored.SHA256 != "" {
				targets = append(targets, c)
			}
		}
	}
	found := 0
	for name, g := range groups {
		for file, raw := range g.Files {
			var fact struct{ ImageType []string }
			if json.Unmarshal(raw, &fact) != nil || !strings.Contains(strings.Join(fact.ImageType, " "), "MOSAIC") {
				continue
			}
			c := volumes(t, filepath.Join(root, filepath.FromSlash(name), file))
			if len(c.Volumes) != 1 {
				t.Errorf("%s/%s: %d volumes, %q", name, file, len(c.Volumes), c.Warnings)
				continue
			}
			if !amongThem(t, c.Volumes[0].Image, targets) {
				t.Errorf("%s/%s: no NIfTI file holds this volume", name, file)
			}
			found++
		}
	}
	if found == 0 {
		t.Skip("the reference holds no mosaic")
	}
	t.Logf("%d mosaics hold the volume of a NIfTI file", found)
}

func amongThem(t *testing.T, img *volume.Image, targets []converted) bool {
	for _, c := range targets {
		out, ok := img.Reordered(c.grid())
		if !ok {
			continue
		}
		// The sum is over the C order of (x, y, z): z runs fastest.
		var values []float64
		for x := range out.Size[0] {
			for y := range out.Size[1] {
				for z := range out.Size[2] {
					values = append(values, out.At(x, y, z))
				}
			}
		}
		if sum(t, values, "int16") == c.Stored.SHA256 {
			return true
		}
	}
	return false
}
