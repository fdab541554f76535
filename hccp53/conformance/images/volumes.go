package images

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"hcclab/hccp53/conformance"
	"hcclab/hccp53/mri"
	"hcclab/hccp53/volume"
)

// judgeVolumes compares the volumes of a folder of DICOM with its facts.
func judgeVolumes(ctx context.Context, name, folder string, g conformance.Group) []conformance.Finding {
	judge := map[string]func(*mri.Collection, conformance.Group) (outcome conformance.Outcome, detail string){
		"series": series, "temporal": temporal, "defective": defective,
	}[g.Kind]
	if judge == nil || g.Volume == nil {
		return nil
	}
	out := conformance.Finding{Group: name, Item: "series", Fact: "volume"}
	found, err := mri.Volumes(ctx, folder)
	if err != nil {
		out.Outcome, out.Detail = conformance.Wrong, err.Error()
		return []conformance.Finding{out}
	}
	out.Outcome, out.Detail = judge(found, g)
	return []conformance.Finding{out}
}

// series expects the one volume that SimpleITK builds.
func series(found *mri.Collection, g conformance.Group) (conformance.Outcome, string) {
	if len(found.Volumes) != 1 {
		return conformance.Wrong, fmt.Sprintf("%d volumes; %s", len(found.Volumes), reasons(found))
	}
	img, want := found.Volumes[0].Image, g.Volume.ITK
	grid, err := lps(want.Size, want.Spacing, want.Origin, want.Direction)
	if err != nil {
		return conformance.Wrong, err.Error()
	}
	if d := grid.Differs(img.Grid); d != "" {
		return conformance.Wrong, d
	}
	if sum := hash(img.Data, want.DType); sum == "" || sum != want.SHA256 {
		return conformance.Wrong, "the voxels differ"
	}
	return conformance.Equal, ""
}

// lps returns the grid of a fact, whose matrix of directions is by rows.
func lps(size []int, spacing, origin, direction []float64) (volume.Grid, error) {
	if len(size) != 3 || len(spacing) != 3 || len(origin) != 3 || len(direction) != 9 {
		return volume.Grid{}, fmt.Errorf("the fact is no volume of three dimensions")
	}
	g := volume.Grid{Size: [3]int(size), Spacing: [3]float64(spacing), Origin: [3]float64(origin)}
	for i := range 3 {
		for k := range 3 {
			g.Direction[i][k] = direction[3*k+i]
		}
	}
	return g, nil
}

// temporal expects k volumes, k being the number of files at each place, in the
// order of instance numbers: these series carry no other sign of time.
func temporal(found *mri.Collection, g conformance.Group) (conformance.Outcome, string) {
	places := 1
	for _, gap := range g.Volume.Gaps {
		if gap > 1e-3 {
			places++
		}
	}
	k := len(g.Volume.Order) / places
	if k == 0 || len(g.Volume.Order) != k*places {
		return conformance.Wrong, fmt.Sprintf("the fact names %d files for %d places", len(g.Volume.Order), places)
	}
	if len(found.Volumes) != k {
		return conformance.Wrong, fmt.Sprintf("%d volumes instead of %d; %s", len(found.Volumes), k, reasons(found))
	}
	for place := range places {
		files := slices.Clone(g.Volume.Order[place*k : (place+1)*k])
		slices.SortFunc(files, func(a, b string) int {
			return int(g.Files[a].Number("InstanceNumber") - g.Files[b].Number("InstanceNumber"))
		})
		for i, v := range found.Volumes {
			stored, _ := g.Files[files[i]]["stored_pixels"].(map[string]any)
			dtype, _ := stored["dtype"].(string)
			area := v.Image.Size[0] * v.Image.Size[1]
			if v.Image.Size[2] != places || hash(v.Image.Data[place*area:(place+1)*area], nativeType(dtype)) != stored["sha256_le"] {
				return conformance.Wrong, fmt.Sprintf("slice %d of volume %d is not that of %s", place+1, i+1, files[i])
			}
		}
	}
	return conformance.Equal, ""
}

// defective expects a refusal with its reason, a split, or a warning; never a
// volume without a word.
func defective(found *mri.Collection, g conformance.Group) (conformance.Outcome, string) {
	slices := 0
	for _, v := range found.Volumes {
		slices += v.Image.Size[2]
	}
	switch {
	case len(found.Volumes) == 0 && len(found.Refused) > 0:
		return conformance.Refused, reasons(found)
	case slices == len(g.Files) && len(found.Warnings) > 0:
		return conformance.Equal, ""
	}
	return conformance.Wrong, fmt.Sprintf("%d volumes of %d slices from %d files, warnings: %v", len(found.Volumes), slices, len(g.Files), found.Warnings)
}

// reasons joins why series were refused.
func reasons(found *mri.Collection) string {
	var text []string
	for _, r := range found.Refused {
		text = append(text, r.String())
	}
	return strings.Join(text, "; ")
}

// hash returns the SHA-256 of the values as a little-endian array of the type;
// values that are not of the type give "".
func hash(values []float64, dtype string) string {
	b, ok := encoded(values, dtype)
	if !ok {
		return ""
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}
