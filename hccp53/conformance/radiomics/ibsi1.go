package radiomics

import (
	"context"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"hcclab/hccp53/conformance"
	"hcclab/hccp53/mri"
	"hcclab/hccp53/radiomics"
	"hcclab/hccp53/voi"
	"hcclab/hccp53/volume"
	"hcclab/hccp53/volume/nifti"
)

// configurations are the settings of the data sets of IBSI 1, by the last word
// of their names: the digital phantom as it is, and the configurations A to E of
// the CT phantom (reference manual, chapter "radiomics phantom", table of
// configurations).
var configurations = map[string]func(*radiomics.Settings){
	"phantom": func(s *radiomics.Settings) {
		s.BinWidth, s.Rounding = 1, "none"
		s.Aggregations = []string{"2D_avg", "2D_comb", "2_5D_avg", "2_5D_comb", "3D_avg", "3D_comb", "2D", "2_5D", "3D"}
	},
	"A": func(s *radiomics.Settings) {
		inPlane(s)
		s.ResegmentRange, s.BinWidth = []float64{-500, 400}, 25
	},
	"B": func(s *radiomics.Settings) {
		inPlane(s)
		s.ResampledPixelSpacing = []float64{2, 2, 0}
		s.ResegmentRange, s.BinCount = []float64{-500, 400}, 32
	},
	"C": func(s *radiomics.Settings) {
		s.ResampledPixelSpacing = []float64{2, 2, 2}
		s.ResegmentRange, s.BinWidth = []float64{-1000, 400}, 25
		s.IVHBinWidth = 2.5
	},
	"D": func(s *radiomics.Settings) {
		s.ResampledPixelSpacing = []float64{2, 2, 2}
		s.ResegmentOutliers, s.BinCount = 3, 32
	},
	"E": func(s *radiomics.Settings) {
		s.ResampledPixelSpacing, s.Interpolator = []float64{2, 2, 2}, "bspline"
		s.ResegmentRange, s.ResegmentOutliers, s.BinCount = []float64{-1000, 400}, 3, 32
		s.IVHBinCount = 1000
	},
}

func inPlane(s *radiomics.Settings) {
	s.Aggregations = []string{"2D_avg", "2D_comb", "2_5D_avg", "2_5D_comb", "2D", "2_5D"}
}

// phantom is an image with its VOI.
type phantom struct {
	from  string
	image *volume.Image
	mask  *volume.Mask
}

// judgeFeatures compares the feature values and diagnostics of IBSI 1.
func judgeFeatures(ctx context.Context, root string) ([]conformance.Finding, error) {
	rows, err := readTable(filepath.Join(root, "ibsi1_reference_values.csv"))
	if err != nil {
		return nil, err
	}
	var names []string
	sets := map[string][]map[string]string{}
	for _, row := range rows {
		name := row["dataset"]
		if sets[name] == nil {
			names = append(names, name)
		}
		sets[name] = append(sets[name], row)
	}
	var out []conformance.Finding
	for _, name := range names {
		change, known := configurations[name[strings.LastIndex(name, "_")+1:]]
		if !known {
			out = append(out, conformance.Finding{Group: "IBSI 1 " + name, Fact: "settings", Outcome: conformance.Wrong, Detail: "no settings are known for this data set"})
			continue
		}
		s := radiomics.IBSISettings()
		s.Rounding = "integer"
		change(&s)
		phantoms, err := phantomsFor(ctx, root, name)
		if err != nil {
			return nil, err
		}
		for _, p := range phantoms {
			out = append(out, judgeSet(ctx, "IBSI 1 "+name+" ("+p.from+")", sets[name], p, s)...)
		}
	}
	return out, nil
}

// phantomsFor reads the phantom of a data set, whose folder has its name without
// the configuration, from NIfTI and, where it is there, from DICOM.
func phantomsFor(ctx context.Context, root, dataset string) ([]phantom, error) {
	words := strings.Split(dataset, "_")
	folders, err := filepath.Glob(filepath.Join(root, "data", "ibsi_1_"+words[0]+"*"))
	if err != nil || len(folders) != 1 {
		return nil, fmt.Errorf("%w: there is not one folder data/ibsi_1_%s…", ErrReference, words[0])
	}
	var all []phantom
	images, _ := filepath.Glob(filepath.Join(folders[0], "nifti", "image", "*.nii*"))
	masks, _ := filepath.Glob(filepath.Join(folders[0], "nifti", "mask", "*.nii*"))
	if len(images) == 1 && len(masks) == 1 {
		img, err := nifti.Read(images[0])
		if err != nil {
			return nil, err
		}
		mask, err := voi.Read(masks[0], img.Grid)
		if err != nil {
			return nil, err
		}
		all = append(all, phantom{"NIfTI", img, mask})
	}
	if _, err := os.Stat(filepath.Join(folders[0], "dicom", "mask")); err == nil {
		found, err := mri.Volumes(ctx, filepath.Join(folders[0], "dicom", "image"))
		if err != nil {
			return nil, err
		}
		if len(found.Volumes) != 1 {
			return nil, fmt.Errorf("%w: the DICOM files of %s make %d volumes", ErrReference, filepath.Base(folders[0]), len(found.Volumes))
		}
		img := found.Volumes[0].Image
		mask, err := voi.Read(filepath.Join(folders[0], "dicom", "mask"), img.Grid)
		if err != nil {
			return nil, err
		}
		all = append(all, phantom{"DICOM", img, mask})
	}
	return all, nil
}

// judgeSet compares one data set.
func judgeSet(ctx context.Context, name string, rows []map[string]string, p phantom, s radiomics.Settings) []conformance.Finding {
	res, err := radiomics.Extract(ctx, p.image, p.mask, s)
	if err != nil {
		return []conformance.Finding{{Group: name, Fact: "features", Outcome: conformance.Wrong, Detail: err.Error()}}
	}
	values := stageValues(res.Diagnostics.Stages)
	for _, f := range res.Features {
		values[f.Class+"_"+f.Name] = f.Value
	}
	var out []conformance.Finding
	for _, row := range rows {
		if row["value"] == "" {
			continue // not standardised
		}
		f := conformance.Finding{Group: name, Item: row["tag"], Fact: row["family"]}
		want, err1 := strconv.ParseFloat(row["value"], 64)
		tolerance, err2 := strconv.ParseFloat(row["tolerance"], 64)
		got, there := values[row["tag"]]
		switch {
		case err1 != nil || err2 != nil:
			f.Outcome, f.Detail = conformance.Wrong, "the reference has no number here"
		case !there:
			f.Outcome, f.Detail = conformance.Wrong, "it is not computed"
		default:
			f.Deviation = relative(got, want)
			if !within(got, want, tolerance) {
				f.Outcome, f.Detail = conformance.Wrong, fmt.Sprintf("found %.6g, expected %g ± %g", got, want, tolerance)
			}
		}
		out = append(out, f)
	}
	return out
}

func relative(got, want float64) float64 {
	if want == 0 {
		return math.Abs(got)
	}
	return math.Abs(got-want) / math.Abs(want)
}

// within applies the rule of the reference: a value passes within the tolerance,
// as it is or rounded to three significant digits, in which values are printed.
func within(got, want, tolerance float64) bool {
	rounded, err := strconv.ParseFloat(strconv.FormatFloat(got, 'g', 3, 64), 64)
	// The sums of printed numbers are not exact.
	slack := 1e-9 * math.Abs(want)
	return math.Abs(got-want) <= tolerance+slack || err == nil && math.Abs(rounded-want) <= tolerance+slack
}

// stageValues returns the diagnostics under IBSI's tags.
func stageValues(stages []radiomics.Stage) map[string]float64 {
	values := map[string]float64{}
	axes := [3]string{"x", "y", "z"}
	// A step that was not taken leaves things as they were.
	last := stages[0]
	for _, name := range []struct{ stage, tag string }{{"original", "init"}, {"interpolated", "interp"}, {"resegmented", "reseg"}} {
		for _, s := range stages {
			if s.Name == name.stage {
				last = s
			}
		}
		set := func(what, place string, v float64) { values[what+"_"+name.tag+"_"+place] = v }
		for i, axis := range axes {
			set("img_dim_"+axis, "img", float64(last.Size[i]))
			set("vox_dim_"+axis, "img", last.Spacing[i])
			set("int_mask_dim_"+axis, "roi", float64(last.Size[i]))
			set("int_mask_bb_dim_"+axis, "roi", float64(last.Intensity.BoxHigh[i]-last.Intensity.BoxLow[i]))
			set("morph_mask_bb_dim_"+axis, "roi", float64(last.Morphological.BoxHigh[i]-last.Morphological.BoxLow[i]))
		}
		for _, v := range []struct {
			what, place string
			of          radiomics.Intensities
		}{{"", "img", last.Image}, {"int_mask_", "roi", last.Intensity.Values}} {
			set(v.what+"mean_int", v.place, v.of.Mean)
			set(v.what+"min_int", v.place, v.of.Min)
			set(v.what+"max_int", v.place, v.of.Max)
		}
		set("int_mask_vox_count", "roi", float64(last.Intensity.Voxels))
		set("morph_mask_vox_count", "roi", float64(last.Morphological.Voxels))
	}
	return values
}
