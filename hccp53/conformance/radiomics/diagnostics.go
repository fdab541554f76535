package radiomics

import (
	"context"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"hcclab/hccp53/conformance"
	"hcclab/hccp53/fault"
	"hcclab/hccp53/radiomics"
	"hcclab/hccp53/radiomics/batch"
	"hcclab/hccp53/radiomics/parameters"
	"hcclab/hccp53/volume"
	"hcclab/hccp53/volume/nrrd"
)

// judgeDiagnostics compares what the batch says of each case beside its
// features with diagnostics.csv: hashes and texts exactly, numbers as those of
// the image that they describe.
func judgeDiagnostics(ctx context.Context, root string) ([]conformance.Finding, error) {
	rows, err := readTable(filepath.Join(root, "diagnostics.csv"))
	if err != nil {
		return nil, err
	}
	made, err := os.MkdirTemp("", "conformance")
	if err != nil {
		return nil, fault.New(ErrReference, "no temporary folder: %v", fault.Bare(err))
	}
	defer os.RemoveAll(made)
	cases, err := batchCases(root, made)
	if err != nil {
		return nil, err
	}
	known := map[string]map[string]batch.Diagnostic{} // by setting and case
	var out []conformance.Finding
	for _, row := range rows {
		key := row["setting"] + " " + row["case"]
		f := conformance.Finding{Group: "PyRadiomics " + row["setting"], Item: row["case"] + " " + row["key"], Fact: "diagnostics"}
		if known[key] == nil {
			if known[key], err = diagnostics(ctx, root, row["setting"], cases[row["case"]]); err != nil {
				if ctx.Err() != nil {
					return nil, err
				}
				known[key] = map[string]batch.Diagnostic{}
				f.Outcome, f.Detail = conformance.Wrong, err.Error()
				out = append(out, f)
				continue
			}
		}
		d, ok := known[key][row["key"]]
		if !ok {
			f.Outcome, f.Detail = conformance.Wrong, "missing"
		} else if f.Deviation = apart(d, row["value"]); f.Deviation > 0 && !(f.Deviation <= allowance(row["key"])) {
			f.Outcome, f.Detail = conformance.Wrong, fmt.Sprintf("%s, expected %s", d, row["value"])
			if math.IsInf(f.Deviation, 1) {
				f.Deviation = 0
			}
		}
		out = append(out, f)
	}
	return out, nil
}

// diagnostics measures a case, as little of it as goes, for what is said beside.
func diagnostics(ctx context.Context, root, setting string, c batch.Case) (map[string]batch.Diagnostic, error) {
	p, err := parameters.Read(filepath.Join(root, "settings", setting+".yaml"))
	if err != nil {
		return nil, err
	}
	s := p.Settings
	s.Images, s.Features, s.Classes = nil, nil, []string{radiomics.FirstOrder}
	order := batch.Order{List: batch.List{Cases: []batch.Case{c}}, Settings: s, Jobs: 1}
	r, err := batch.Run(ctx, order)
	if err != nil {
		return nil, err
	}
	var problems []error
	for _, p := range r.Problems {
		if p.Err != nil {
			problems = append(problems, p.Err)
		}
	}
	if len(problems) > 0 {
		return nil, errors.Join(problems...)
	}
	all := map[string]batch.Diagnostic{}
	for _, d := range r.Results[0][0].Diagnostics {
		all[d.Name] = d
	}
	return all, nil
}

// allowance is how far a number may be off: more where it is of a resampled
// image.
func allowance(key string) float64 {
	if strings.Contains(key, "interpolated") || strings.Contains(key, "resegmented") {
		return interpolated
	}
	return exact
}

// apart returns the largest difference of a number of the diagnostic, relative
// above 1 mm or unit of intensity, or infinity where they cannot be compared.
func apart(d batch.Diagnostic, want string) float64 {
	if len(d.Numbers) == 0 {
		if d.Text == want {
			return 0
		}
		return math.Inf(1)
	}
	fields := strings.Fields(want)
	if len(fields) != len(d.Numbers) {
		return math.Inf(1)
	}
	worst := 0.0
	for i, text := range fields {
		w, err := strconv.ParseFloat(text, 64)
		if err != nil {
			return math.Inf(1)
		}
		if e := math.Abs(d.Numbers[i]-w) / math.Max(math.Abs(w), 1); !(e <= worst) {
			worst = e
		}
	}
	if math.IsNaN(worst) {
		return math.Inf(1)
	}
	return worst
}

// batchCases reads cases.csv as cases of a batch. Those of one slice get a mask
// of their own, made in a folder.
func batchCases(root, made string) (map[string]batch.Case, error) {
	rows, err := readTable(filepath.Join(root, "cases.csv"))
	if err != nil {
		return nil, err
	}
	all := map[string]batch.Case{}
	for _, row := range rows {
		c := batch.Case{
			ID: row["case"], Labels: []string{row["label"]},
			Image: filepath.Join(root, filepath.FromSlash(row["image"])), Mask: filepath.Join(root, filepath.FromSlash(row["mask"])),
		}
		if row["slice"] != "" {
			p, err := readCase(root, row)
			if err != nil {
				return nil, err
			}
			label, err := strconv.ParseFloat(row["label"], 64)
			if err != nil {
				return nil, fmt.Errorf("%w: cases.csv: label %q is no number", ErrReference, row["label"])
			}
			labels := volume.NewImage(p.mask.Grid)
			for i, in := range p.mask.Data {
				if in {
					labels.Data[i] = label
				}
			}
			c.Mask = filepath.Join(made, c.ID+".nrrd")
			if err := nrrd.WriteImage(c.Mask, labels, nrrd.Raw); err != nil {
				return nil, err
			}
		}
		all[c.ID] = c
	}
	return all, nil
}
