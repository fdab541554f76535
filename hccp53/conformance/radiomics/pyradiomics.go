package radiomics

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"math"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"hcclab/hccp53/conformance"
	"hcclab/hccp53/radiomics"
	"hcclab/hccp53/radiomics/parameters"
	"hcclab/hccp53/voi"
	"hcclab/hccp53/volume"
	"hcclab/hccp53/volume/nrrd"
)

// How near a value must be to PyRadiomics', relative to the larger of the value
// and the natural size of the feature.
const (
	exact        = 1e-9 // shape, and images that nothing was interpolated for
	interpolated = 1e-6 // resampled and wavelet images
	single       = 1e-4 // LoG and gradient, which PyRadiomics keeps in single precision
	// Of the single precision values of a setting and class, singleShare must be
	// as near as single and the rest within singleRest.
	singleShare = 0.99
	singleRest  = 0.02
)

// judgePyRadiomics compares every value of every setting and case of the
// reference.
func judgePyRadiomics(ctx context.Context, root string) ([]conformance.Finding, error) {
	rows, err := readTable(filepath.Join(root, "cases.csv"))
	if err != nil {
		return nil, err
	}
	cases := map[string]phantom{}
	for _, row := range rows {
		if cases[row["case"]], err = readCase(root, row); err != nil {
			return nil, err
		}
	}
	files, err := filepath.Glob(filepath.Join(root, "settings", "*.yaml"))
	if err != nil || len(files) == 0 {
		return nil, fmt.Errorf("%w: settings holds no parameter file", ErrReference)
	}
	slices.Sort(files)
	var out []conformance.Finding
	for _, file := range files {
		setting := strings.TrimSuffix(filepath.Base(file), ".yaml")
		group := "PyRadiomics " + setting
		parsed, err := parameters.Read(file)
		if err != nil {
			out = append(out, conformance.Finding{Group: group, Fact: "settings", Outcome: conformance.Wrong, Detail: err.Error()})
			continue
		}
		values, err := readTable(filepath.Join(root, setting+".csv"))
		if err != nil {
			return nil, err
		}
		byCase := map[string]map[string]float64{}
		for _, row := range values {
			v, err := strconv.ParseFloat(row["value"], 64)
			if err != nil {
				return nil, fmt.Errorf("%w: %s.csv: %q is no number", ErrReference, setting, row["value"])
			}
			if byCase[row["case"]] == nil {
				byCase[row["case"]] = map[string]float64{}
			}
			byCase[row["case"]][row["feature"]] = v
		}
		if len(byCase) == 0 {
			return nil, fmt.Errorf("%w: %s.csv holds no values", ErrReference, setting)
		}
		var found []conformance.Finding
		for _, name := range slices.Sorted(maps.Keys(byCase)) {
			if err := ctx.Err(); err != nil {
				return nil, err
			}
			found = append(found, judgeCase(ctx, group, name, cases[name], parsed.Settings, byCase[name])...)
		}
		out = append(out, pardoned(found)...)
	}
	refused, err := judgeRefusals(ctx, root, cases)
	return append(out, refused...), err
}

// readCase reads the image and the mask of a row of cases.csv.
func readCase(root string, row map[string]string) (phantom, error) {
	img, err := nrrd.Read(filepath.Join(root, filepath.FromSlash(row["image"])))
	if err != nil {
		return phantom{}, err
	}
	labels, err := nrrd.Read(filepath.Join(root, filepath.FromSlash(row["mask"])))
	if err != nil {
		return phantom{}, err
	}
	label, err := strconv.ParseFloat(row["label"], 64)
	if err != nil {
		return phantom{}, fmt.Errorf("%w: cases.csv: label %q is no number", ErrReference, row["label"])
	}
	mask := volume.NewMask(labels.Grid)
	for i, v := range labels.Data {
		mask.Data[i] = v == label
	}
	if row["slice"] == "largest" {
		z := voi.LargestSlice(mask)
		area := mask.Size[0] * mask.Size[1]
		clear(mask.Data[:z*area])
		clear(mask.Data[(z+1)*area:])
	}
	return phantom{row["case"], img, mask}, nil
}

// judgeCase compares the values of one setting in one case.
func judgeCase(ctx context.Context, group, name string, p phantom, s radiomics.Settings, want map[string]float64) []conformance.Finding {
	if p.image == nil {
		return []conformance.Finding{{Group: group, Item: name, Fact: "case", Outcome: conformance.Wrong, Detail: "cases.csv has no such case"}}
	}
	res, err := radiomics.Extract(ctx, p.image, p.mask, s)
	if err != nil {
		return []conformance.Finding{{Group: group, Item: name, Fact: "features", Outcome: conformance.Wrong, Detail: err.Error()}}
	}
	got := map[string]radiomics.Feature{}
	var out []conformance.Finding
	for _, f := range res.Features {
		got[f.ID()] = f
		if _, there := want[f.ID()]; !there {
			out = append(out, conformance.Finding{Group: group, Item: name + " " + f.ID(), Fact: f.Class, Outcome: conformance.Wrong, Detail: "PyRadiomics does not have it"})
		}
	}
	for _, id := range slices.Sorted(maps.Keys(want)) {
		f, there := got[id]
		if !there {
			out = append(out, conformance.Finding{Group: group, Item: name + " " + id, Fact: "missing", Outcome: conformance.Wrong, Detail: "it is not computed"})
			continue
		}
		finding := conformance.Finding{Group: group, Item: name + " " + id, Fact: f.Class}
		finding.Deviation = deviation(f, want)
		allowed, kind := tolerance(f, s)
		if kind != "" {
			finding.Fact += ", " + kind
		}
		if !(finding.Deviation <= allowed) {
			finding.Outcome = conformance.Wrong
			finding.Detail = fmt.Sprintf("found %.17g, expected %.17g, off by %.2g, %g is allowed", f.Value, want[id], finding.Deviation, allowed)
		}
		out = append(out, finding)
	}
	return out
}

// tolerance returns how far a feature may be off, and what makes it more than
// exact.
func tolerance(f radiomics.Feature, s radiomics.Settings) (float64, string) {
	switch {
	case strings.HasPrefix(f.Class, "shape"):
		return exact, ""
	case strings.HasPrefix(f.Image, "log-"), f.Image == "gradient":
		return single, "LoG or gradient"
	case strings.HasPrefix(f.Image, "wavelet"):
		return interpolated, "wavelet"
	case len(s.ResampledPixelSpacing) > 0:
		return interpolated, "resampled"
	}
	return exact, ""
}

// deviation is the error relative to the value or, where that is near 0 by
// cancellation, to the size that the feature naturally has.
func deviation(f radiomics.Feature, want map[string]float64) float64 {
	w := want[f.ID()]
	if f.Value == w {
		return 0
	}
	size := 0.0
	spread := math.Sqrt(math.Abs(want[f.Image+"_firstorder_Variance"]))
	switch f.Name {
	case "Skewness", "Correlation", "Imc1", "Imc2", "MCC", "Flatness", "Elongation":
		size = 1
	case "LeastAxisLength", "MinorAxisLength":
		size = want[f.Image+"_shape_MajorAxisLength"]
	case "ClusterShade":
		size = math.Pow(want[f.Image+"_glcm_ClusterTendency"], 1.5)
	case "Mean", "Median", "10Percentile", "90Percentile", "Minimum", "Maximum", "RobustMeanAbsoluteDeviation":
		size = spread
	}
	return math.Abs(f.Value-w) / max(math.Abs(w), size)
}

// pardoned lets one in a hundred single precision values of a setting and class
// be off by up to singleRest: a value on the edge of a bin moves to the other side by a
// rounding of the seventh digit. Each is still listed, as refused with this reason.
func pardoned(findings []conformance.Finding) []conformance.Finding {
	byFact := map[string][]int{}
	for i, f := range findings {
		if strings.HasSuffix(f.Fact, "LoG or gradient") {
			byFact[f.Fact] = append(byFact[f.Fact], i)
		}
	}
	for _, all := range byFact {
		var off []int
		for _, i := range all {
			if findings[i].Outcome == conformance.Wrong {
				off = append(off, i)
			}
		}
		slices.SortStableFunc(off, func(a, b int) int { return cmp.Compare(findings[a].Deviation, findings[b].Deviation) })
		if float64(len(off)) > (1-singleShare)*float64(len(all)) {
			continue
		}
		for _, i := range off {
			if findings[i].Deviation <= singleRest {
				findings[i].Outcome = conformance.Refused
				findings[i].Detail += "; pardoned: a value in single precision on the edge of a bin"
			}
		}
	}
	return findings
}

// judgeRefusals checks the inputs that must be refused.
func judgeRefusals(ctx context.Context, root string, cases map[string]phantom) ([]conformance.Finding, error) {
	rows, err := readTable(filepath.Join(root, "expected_errors.csv"))
	if err != nil {
		return nil, err
	}
	var out []conformance.Finding
	for _, row := range rows {
		f := conformance.Finding{Group: "PyRadiomics " + row["setting"], Item: row["case"], Fact: "refused"}
		parsed, err := parameters.Read(filepath.Join(root, "settings", row["setting"]+".yaml"))
		if err != nil {
			return nil, err
		}
		p, there := cases[row["case"]]
		if !there {
			return nil, fmt.Errorf("%w: expected_errors.csv: cases.csv has no case %q", ErrReference, row["case"])
		}
		// What PyRadiomics refuses with a ValueError is a VOI that cannot be used.
		switch _, err := radiomics.Extract(ctx, p.image, p.mask, parsed.Settings); {
		case err == nil:
			f.Outcome, f.Detail = conformance.Wrong, "it was measured; PyRadiomics says: "+row["error"]
		case !errors.Is(err, radiomics.ErrVOI):
			f.Outcome, f.Detail = conformance.Wrong, "it was refused for another reason: "+err.Error()
		}
		out = append(out, f)
	}
	return out, nil
}
