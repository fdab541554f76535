package perturb_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"hcclab/hccp53/radiomics"
	"hcclab/hccp53/radiomics/perturb"
	"hcclab/hccp53/volume"
)

func firstOrder() radiomics.Settings {
	s := radiomics.DefaultSettings()
	s.Classes = []string{radiomics.FirstOrder}
	return s
}

func ExampleRun() {
	chain, err := perturb.Named("RVC")
	if err != nil {
		fmt.Println(err)
		return
	}
	var patients []*perturb.Result
	for p := range 5 {
		img, voi := small(p) // of yours: read image and VOI
		res, err := perturb.Run(context.Background(), img, voi, firstOrder(), chain, perturb.Options{Seed: 1, Case: fmt.Sprint(p), Repetitions: 4})
		if err != nil {
			fmt.Println(err)
			return
		}
		patients = append(patients, res)
	}
	table, err := perturb.Judge(patients, perturb.Robust)
	fmt.Println(len(table), table[0].Feature, err)
	// Output: 18 original_firstorder_10Percentile <nil>
}

func ExampleEach() {
	img, voi := small(0)
	chain := perturb.Chain{Name: "V", Volumes: []float64{-0.1, 0.1}}
	counts := make([]int, 2)
	_, err := perturb.Each(context.Background(), img, voi, firstOrder(), chain, perturb.Options{}, func(k int, v perturb.Variant) error {
		counts[k] = v.VOI.Count()
		return nil
	})
	fmt.Println(voi.Count(), counts, err)
	// Output: 831 [748 914] <nil>
}

func ExampleJudge() {
	// Six targets of four judges, Shrout and Fleiss 1979, table 2.
	var patients []*perturb.Result
	for _, row := range [][]float64{{9, 2, 5, 8}, {6, 1, 3, 2}, {8, 4, 6, 8}, {7, 1, 2, 6}, {10, 5, 6, 9}, {6, 2, 4, 7}} {
		p := &perturb.Result{Columns: []string{"rating", "constant"}}
		for _, v := range row {
			p.Values = append(p.Values, []float64{v, 1})
		}
		patients = append(patients, p)
	}
	table, err := perturb.Judge(patients, perturb.Robust)
	fmt.Printf("%.2f %v %v %v\n", table[0].ICC, table[0].Robust, table[1].Defined, err)
	// Output: 0.17 false false <nil>
}

func ExampleWriteCSV() {
	var b strings.Builder
	err := perturb.WriteCSV(&b, []perturb.Robustness{
		{Feature: "original_shape_MeshVolume", ICC: 0.96875, Low: 0.9375, High: 0.984375, Defined: true, Robust: true},
		{Feature: "original_glcm_MCC"},
	})
	fmt.Print(b.String(), err)
	// Output:
	// feature,icc,low,high,robust
	// original_shape_MeshVolume,0.96875,0.9375,0.984375,true
	// original_glcm_MCC,,,,false
	// <nil>
}

// A chain that moves nothing measures what Extract measures, whatever the
// settings.
func TestNothingChangesNothing(t *testing.T) {
	img, voi := small(1)
	nothing := perturb.Chain{Name: "RT", Angles: []float64{0, 0}, Shifts: []float64{0}}
	plain, resampled, cut, coarse := radiomics.PyRadiomicsSettings(), radiomics.DefaultSettings(), radiomics.DefaultSettings(), radiomics.PyRadiomicsSettings()
	resampled.ResampledPixelSpacing = []float64{1.3, 1.3, 2}
	cut.ResegmentRange, cut.ResegmentMode = []float64{-1, 2}, "sigma"
	coarse.ResampledPixelSpacing, coarse.Interpolator = []float64{1.5, 0, 0}, "linear"
	for name, c := range map[string]struct {
		s         radiomics.Settings
		tolerance float64
	}{
		"raw": {plain, 0}, "normalised": {radiomics.DefaultSettings(), 0}, "re-segmented": {cut, 0},
		"resampled": {resampled, 1e-9}, "resampled, whole numbers": {coarse, 1e-9},
	} {
		want, err := radiomics.Extract(context.Background(), img, voi, c.s)
		if err != nil {
			t.Fatal(name, err)
		}
		res, err := perturb.Run(context.Background(), img, voi, c.s, nothing, perturb.Options{})
		if err != nil {
			t.Fatal(name, err)
		}
		if !slices.Equal(res.Columns, radiomics.Names(c.s)) || len(res.Values) != 2 {
			t.Fatalf("%s: %d rows of %v", name, len(res.Values), res.Columns)
		}
		for k, row := range res.Values {
			for i, v := range row {
				if w := want.Features[i].Value; math.Abs(v-w) > c.tolerance*math.Max(1, math.Abs(w)) {
					t.Errorf("%s, repetition %d: %s = %.15g, want %.15g", name, k, res.Columns[i], v, w)
				}
			}
		}
	}
}

// A quarter turn about a voxel and a shift by a whole voxel put voxels on
// voxels: what knows no direction stays the same.
func TestQuarterTurnAndWholeShift(t *testing.T) {
	img, voi := small(2)
	s := radiomics.PyRadiomicsSettings()
	s.Interpolator = "nearest"
	s.Classes = []string{radiomics.FirstOrder, radiomics.GLCM, radiomics.GLSZM, radiomics.NGTDM}
	want, err := radiomics.Extract(context.Background(), img, voi, s)
	if err != nil {
		t.Fatal(err)
	}
	c := perturb.Chain{Name: "RT", Angles: []float64{0, 90, -90, 180}, Shifts: []float64{0, 1, -1}}
	res, err := perturb.Run(context.Background(), img, voi, s, c, perturb.Options{Repetitions: 30})
	if err != nil {
		t.Fatal(err)
	}
	for k, row := range res.Values {
		for i, v := range row {
			if w := want.Features[i].Value; math.Abs(v-w) > 1e-9*math.Max(1, math.Abs(w)) {
				t.Fatalf("%s: %s = %.15g, want %.15g", res.Perturbations[k], res.Columns[i], v, w)
			}
		}
	}
}

// The same seed gives the same numbers for any number of workers; another seed
// or case gives others, and noise of the level of the image.
func TestSeedsAndWorkers(t *testing.T) {
	img, voi := small(3)
	run := func(word string, o perturb.Options) *perturb.Result {
		t.Helper()
		c, err := perturb.Named(word)
		if err != nil {
			t.Fatal(err)
		}
		if o.Repetitions == 0 {
			o.Repetitions = 6
		}
		res, err := perturb.Run(context.Background(), img, voi, firstOrder(), c, o)
		if err != nil {
			t.Fatal(err)
		}
		return res
	}
	level := perturb.NoiseLevel(img)
	for _, word := range []string{"RNTVC", "C", "N", "NTCV", "V"} {
		want := run(word, perturb.Options{Seed: 1, Case: "7", Workers: 1})
		if has := strings.Contains(word, "N"); has && want.NoiseLevel != level || !has && want.NoiseLevel != 0 {
			t.Errorf("%s: noise of %g, the image has %g", word, want.NoiseLevel, level)
		}
		for _, workers := range []int{0, 2, 5} {
			if got := run(word, perturb.Options{Seed: 1, Case: "7", Workers: workers}); fmt.Sprint(got) != fmt.Sprint(want) {
				t.Errorf("%s: %d workers change the result", word, workers)
			}
		}
		for name, o := range map[string]perturb.Options{"seed": {Seed: 2, Case: "7"}, "case": {Seed: 1, Case: "8"}} {
			got := run(word, o)
			if fmt.Sprint(got.Values) == fmt.Sprint(want.Values) {
				t.Errorf("%s: another %s changes nothing", word, name)
			}
			if name == "case" && fmt.Sprint(got.Perturbations) != fmt.Sprint(want.Perturbations) {
				t.Errorf("%s: another case has other perturbations", word)
			}
		}
	}
	// What is drawn for a repetition does not depend on how many are taken.
	all, some := run("C", perturb.Options{Seed: 1, Repetitions: 30}), run("C", perturb.Options{Seed: 1, Repetitions: 5})
	for k, p := range some.Perturbations {
		if !slices.Equal(some.Values[k], all.Values[p.Number]) {
			t.Errorf("repetition %d is another alone", p.Number)
		}
	}
}

func TestProgressAndCancel(t *testing.T) {
	img, voi := small(4)
	c, _ := perturb.Named("V")
	last := 0
	_, err := perturb.Run(context.Background(), img, voi, firstOrder(), c, perturb.Options{Repetitions: 5, Progress: func(done, total int) {
		if done != last+1 || total != 5 {
			t.Errorf("%d of %d after %d", done, total, last)
		}
		last = done
	}})
	if err != nil || last != 5 {
		t.Errorf("%d of 5, %v", last, err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	var calls atomic.Int64
	_, err = perturb.Each(ctx, img, voi, firstOrder(), c, perturb.Options{Workers: 1}, func(int, perturb.Variant) error {
		if calls.Add(1) == 2 {
			cancel()
		}
		return nil
	})
	if !errors.Is(err, context.Canceled) || calls.Load() != 2 {
		t.Errorf("%d calls, %v", calls.Load(), err)
	}
}

func TestCaseThatCannotBeMeasured(t *testing.T) {
	img, voi := small(5)
	c, _ := perturb.Named("RVC")
	n, _ := perturb.Named("NT")
	hole := volume.NewImage(img.Grid)
	copy(hole.Data, img.Data)
	hole.Data[hole.Index(1, 1, 5)] = math.NaN()
	other := volume.NewMask(cube(3))
	other.Data[0] = true
	raw := radiomics.PyRadiomicsSettings()
	tiny := volume.NewMask(img.Grid)
	tiny.Data[tiny.Index(5, 5, 5)] = true
	for name, f := range map[string]struct {
		img  *volume.Image
		voi  *volume.Mask
		c    perturb.Chain
		kind error
	}{
		"no chain":    {img, voi, perturb.Chain{}, perturb.ErrChain},
		"other grid":  {img, other, c, radiomics.ErrGrid},
		"empty":       {img, volume.NewMask(img.Grid), c, radiomics.ErrVOI},
		"one voxel":   {img, tiny, perturb.Chain{Shifts: []float64{0, 0.25}}, radiomics.ErrVOI},
		"NaN":         {hole, voi, c, radiomics.ErrIntensity},
		"NaN, noise":  {hole, voi, n, radiomics.ErrIntensity},
		"shrunk away": {img, voi, perturb.Chain{Volumes: []float64{-0.9999, -0.9999}}, radiomics.ErrVOI},
	} {
		if _, err := perturb.Run(context.Background(), f.img, f.voi, raw, f.c, perturb.Options{}); !errors.Is(err, f.kind) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestPatientsThatCannotBeJudged(t *testing.T) {
	a := &perturb.Result{Columns: []string{"a"}, Values: [][]float64{{1}, {2}}}
	for name, all := range map[string][]*perturb.Result{
		"none": nil, "one": {a},
		"other columns":     {a, {Columns: []string{"b"}, Values: a.Values}},
		"other repetitions": {a, {Columns: a.Columns, Values: a.Values[:1]}},
	} {
		if _, err := perturb.Judge(all, 0.9); !errors.Is(err, perturb.ErrPatients) {
			t.Errorf("%s: %v", name, err)
		}
	}
	var b bytes.Buffer
	if err := perturb.WriteCSV(&b, nil); err != nil || b.String() != "feature,icc,low,high,robust\n" {
		t.Errorf("%q, %v", b.String(), err)
	}
}

func BenchmarkRun(b *testing.B) {
	img, voi := ball(1, [3]int{128, 128, 32}, 22) // some 18,000 voxels
	s := radiomics.DefaultSettings()
	for _, word := range []string{"RT", "RVC", "NTCV"} {
		c, err := perturb.Named(word)
		if err != nil {
			b.Fatal(err)
		}
		b.Run(word, func(b *testing.B) {
			for b.Loop() {
				if _, err := perturb.Run(context.Background(), img, voi, s, c, perturb.Options{Repetitions: 8}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
