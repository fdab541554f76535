package radiomics

import (
	"context"
	"fmt"
	"math"
	"path/filepath"
	"strconv"
	"strings"

	"hcclab/hccp53/conformance"
	"hcclab/hccp53/radiomics"
)

// judgeFiltered compares the intensity statistics of filtered images of IBSI 2,
// phase 2: filters in two dimensions on the images as they are, in three on
// voxels of 1 mm.
func judgeFiltered(ctx context.Context, root string) ([]conformance.Finding, error) {
	rows, err := readTable(filepath.Join(root, "ibsi2_phase2_reference_values.csv"))
	if err != nil {
		return nil, err
	}
	var names []string
	filters := map[string][]map[string]string{}
	for _, row := range rows {
		name := row["filter_id"]
		if filters[name] == nil {
			names = append(names, name)
		}
		filters[name] = append(filters[name], row)
	}
	var out []conformance.Finding
	for _, dimension := range []string{"2D", "3D"} {
		s := radiomics.IBSISettings()
		s.Rounding = "integer"
		s.ResegmentRange = []float64{-1000, 400}
		s.Classes = []string{"stat"}
		if dimension == "3D" {
			s.ResampledPixelSpacing, s.Interpolator = []float64{1, 1, 1}, "bspline"
		}
		var p *radiomics.Prepared
		for _, name := range names {
			row := filters[name][0]
			if row["dimension"] != dimension {
				continue
			}
			if p == nil {
				phantoms, err := phantomsFor(ctx, root, strings.SplitN(row["dataset"], "_", 2)[0])
				if err != nil {
					return nil, err
				}
				if p, err = radiomics.Prepare(ctx, phantoms[0].image, phantoms[0].mask, s); err != nil {
					return nil, err
				}
			}
			found, err := judgeFilter(ctx, filters[name], p, s)
			if err != nil {
				return nil, err
			}
			out = append(out, found...)
		}
	}
	return out, nil
}

// judgeFilter compares the statistics of one filter.
func judgeFilter(ctx context.Context, rows []map[string]string, p *radiomics.Prepared, s radiomics.Settings) ([]conformance.Finding, error) {
	row := rows[0]
	group := "IBSI 2 phase 2, " + row["dimension"]
	wrong := func(detail string) []conformance.Finding {
		return []conformance.Finding{{Group: group, Item: row["filter_id"], Fact: row["filter"], Outcome: conformance.Wrong, Detail: detail}}
	}
	s.Images = []radiomics.ImageType{{Type: "Original"}}
	if row["filter"] != "none" {
		response, err := inWords(row["filter"], row["filter_parameters"], row["dimension"], "mirror")
		if err != nil {
			return wrong(err.Error()), nil
		}
		s.Images = []radiomics.ImageType{{Type: "Response", Response: &response}}
	}
	res, err := p.Extract(ctx, s)
	if err != nil {
		return wrong(err.Error()), ctx.Err()
	}
	values := map[string]float64{}
	for _, f := range res.Features {
		values[f.Class+"_"+f.Name] = f.Value
	}
	var out []conformance.Finding
	for _, row := range rows {
		if row["value"] == "" {
			continue // no consensus
		}
		f := conformance.Finding{Group: group, Item: row["filter_id"] + " " + row["tag"], Fact: row["filter"]}
		want, err1 := strconv.ParseFloat(row["value"], 64)
		tolerance, err2 := strconv.ParseFloat(row["tolerance"], 64)
		got, there := values[row["tag"]]
		f.Deviation = relative(got, want)
		switch {
		case err1 != nil || err2 != nil:
			f.Outcome, f.Detail = conformance.Wrong, "the reference has no number here"
		case !there:
			f.Outcome, f.Detail = conformance.Wrong, "it is not computed"
		case !(math.Abs(got-want) <= tolerance):
			f.Outcome, f.Detail = conformance.Wrong, fmt.Sprintf("found %.6g, expected %g ± %g", got, want, tolerance)
		}
		out = append(out, f)
	}
	return out, nil
}
