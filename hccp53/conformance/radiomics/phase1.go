package radiomics

import (
	"context"
	"fmt"
	"math"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"

	"hcclab/hccp53/conformance"
	"hcclab/hccp53/radiomics/filter"
	"hcclab/hccp53/volume/nifti"
)

// mapTolerance is the part of the range of a reference map that a voxel may
// differ by (IBSI 2, phase 1).
const mapTolerance = 0.01

// judgeMaps compares the response maps of IBSI 2, phase 1: each row of
// ibsi2_phase1_response_maps.csv names a phantom, a filter in words and the file
// of the consensus map.
func judgeMaps(ctx context.Context, root string) ([]conformance.Finding, error) {
	rows, err := readTable(filepath.Join(root, "ibsi2_phase1_response_maps.csv"))
	if err != nil {
		return nil, err
	}
	var out []conformance.Finding
	for _, row := range rows {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		f := conformance.Finding{Group: "IBSI 2 phase 1", Item: row["test_id"], Fact: strings.ToLower(row["filter"]) + " response map"}
		deviation, err := judgeMap(ctx, root, row)
		f.Deviation = deviation
		switch {
		case err != nil:
			f.Outcome, f.Detail = conformance.Wrong, err.Error()
		case !(deviation <= mapTolerance):
			f.Outcome, f.Detail = conformance.Wrong, fmt.Sprintf("a voxel is off by %.2g of the range, %g is allowed", deviation, mapTolerance)
		}
		out = append(out, f)
	}
	return out, nil
}

// judgeMap returns the largest difference of a voxel, in parts of the range of
// the reference map.
func judgeMap(ctx context.Context, root string, row map[string]string) (float64, error) {
	response, err := inWords(row["filter"], row["parameters"], row["dimension"], row["boundary"])
	if err != nil {
		return 0, err
	}
	found, err := filepath.Glob(filepath.Join(root, "data", "*", "nifti", row["phantom"], "image", "*.nii*"))
	if err != nil || len(found) != 1 {
		return 0, fmt.Errorf("there is not one image of the phantom %s", row["phantom"])
	}
	img, err := nifti.Read(found[0])
	if err != nil {
		return 0, err
	}
	want, err := nifti.Read(filepath.Join(root, filepath.FromSlash(row["reference_map"])))
	if err != nil {
		return 0, err
	}
	got, err := response.Apply(ctx, img)
	if err != nil {
		return 0, err
	}
	if got.Size != want.Size {
		return 0, fmt.Errorf("the map has %v voxels, the reference %v", got.Size, want.Size)
	}
	low, high, worst := math.Inf(1), math.Inf(-1), 0.0
	for i, w := range want.Data {
		low, high = min(low, w), max(high, w)
		worst = max(worst, math.Abs(got.Data[i]-w))
	}
	return worst / (high - low), nil
}

// inWords turns the words of the reference tables into a filter.
func inWords(name, parameters, dimension, boundary string) (filter.Response, error) {
	r := filter.Response{Boundary: boundary, Dimensions: 3}
	planes := strings.Contains(dimension, "three planes") || strings.Contains(parameters, "over orthogonal planes")
	if strings.HasPrefix(dimension, "2D") && !strings.Contains(dimension, "three planes") {
		r.Dimensions = 2
	}
	r.RotationInvariant = strings.Contains(parameters, "rotation invariant")
	for pooling := range map[string]bool{"max": true, "mean": true, "min": true} {
		if strings.Contains(parameters, pooling+" pooling") {
			r.Pooling = pooling
		}
	}
	r.Sigma = quantity(parameters, `sigma ([\d.]+)`)
	r.Truncation = quantity(parameters, `truncation ([\d.]+)`)
	r.Level = int(quantity(parameters, `level (\d+)`))
	r.Energy = int(quantity(parameters, `delta=(\d+)`))
	if m := regexp.MustCompile(`Riesz order (?:\(x,y,z\)=)?\((\d),(\d),(\d)\)`).FindStringSubmatch(parameters); m != nil {
		for axis := range 3 {
			r.Riesz[axis], _ = strconv.Atoi(m[axis+1])
		}
	}
	wavelet := regexp.MustCompile(`(\b|\()((db|coif)\d+|haar)\b|Daubechies (\d+)|Coiflet (\d+)`)
	switch lower := strings.ToLower(name); {
	case lower == "mean":
		r.Filter, r.Support = "mean", int(quantity(parameters, `M=(\d+)`))
	case strings.Contains(lower, "simoncelli"):
		r.Filter = "simoncelli"
	case strings.Contains(lower, "log"):
		r.Filter = "log"
	case lower == "laws":
		r.Filter, r.Kernel = "laws", kernelFor(parameters, `\b((?:[LESWR]\d)+)\b`, 2*r.Dimensions)
	case lower == "gabor":
		r.Filter = "gabor"
		r.Lambda, r.Gamma = quantity(parameters, `lambda ([\d.]+)`), quantity(parameters, `gamma ([\d.]+)`)
		r.Theta = angle(parameters)
		if r.Dimensions == 3 && !planes {
			return r, fmt.Errorf("a Gabor filter in three dimensions needs planes: %q", parameters)
		}
	case wavelet.MatchString(name) || lower == "haar":
		r.Filter, r.Kernel = "wavelet", kernelFor(parameters, `\b([LH]{2,3})\b`, r.Dimensions)
		m := wavelet.FindStringSubmatch(name)
		switch {
		case lower == "haar":
			r.Wavelet = "haar"
		case m[2] != "":
			r.Wavelet = m[2]
		case m[4] != "":
			r.Wavelet = "db" + m[4]
		default:
			r.Wavelet = "coif" + m[5]
		}
	default:
		return r, fmt.Errorf("filter %q is not known", name)
	}
	return r, r.Validate()
}

// quantity returns the number that a pattern catches, 0 where there is none.
func quantity(text, pattern string) float64 {
	m := regexp.MustCompile(pattern).FindStringSubmatch(text)
	if m == nil {
		return 0
	}
	x, _ := strconv.ParseFloat(m[1], 64)
	return x
}

// kernelFor returns the name of a kernel with so many letters.
func kernelFor(text, pattern string, letters int) string {
	for _, m := range regexp.MustCompile(pattern).FindAllStringSubmatch(text, -1) {
		if len(m[1]) == letters {
			return m[1]
		}
	}
	return ""
}

// angle returns theta or its step in degrees, written as a part of π.
func angle(text string) float64 {
	m := regexp.MustCompile(`theta (?:step )?(\d*)pi/(\d+)`).FindStringSubmatch(text)
	if m == nil {
		return 0
	}
	times, _ := strconv.ParseFloat(m[1], 64)
	if m[1] == "" {
		times = 1
	}
	parts, _ := strconv.ParseFloat(m[2], 64)
	return 180 * times / parts
}
