package figure_test

import (
	"bytes"
	"math/rand/v2"
	"strings"
	"testing"

	"hcclab/hccp53/figure"
	"hcclab/hccp53/volume"
)

// svg renders what a constructor returned.
func svg(t *testing.T, f *figure.Figure, err error) []byte {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	b, err := f.SVG()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// TestOrderOfPatients: whoever comes first in the file, the figure is the same.
func TestOrderOfPatients(t *testing.T) {
	outcome, risk := arm(90, 4, 1)
	draw := func(outcome []bool, risk []float64) []byte {
		f, err := figure.Waterfall("Risk", .5, []figure.ScorePanel{{Score: risk, Outcome: outcome}}, figure.Options{})
		return svg(t, f, err)
	}
	roc := func(outcome []bool, risk []float64) []byte {
		f, err := figure.ROC([]figure.ROCPanel{{Curves: curves(outcome, models[:1], [][]float64{risk})}}, figure.Options{})
		return svg(t, f, err)
	}
	order := rand.New(rand.NewPCG(1, 2)).Perm(len(outcome))
	y, r := make([]bool, len(outcome)), make([]float64, len(outcome))
	for i, k := range order {
		y[i], r[i] = outcome[k], risk[0][k]
	}
	if !bytes.Equal(draw(outcome, risk[0]), draw(y, r)) {
		t.Error("the waterfall depends on the order of the patients")
	}
	if !bytes.Equal(roc(outcome, risk[0]), roc(y, r)) {
		t.Error("the ROC curve depends on the order of the patients")
	}
	// A ROC curve knows only ranks.
	if !bytes.Equal(roc(outcome, risk[0]), roc(outcome, logit(risk[0]))) {
		t.Error("the ROC curve changes with the scale of the score")
	}
}

// TestPhasesLookTheSame: images stored from right to left or from back to front
// look as before, with the patient's right at the left; other units of
// intensity change nothing.
func TestPhasesLookTheSame(t *testing.T) {
	images, voi := phantom()
	draw := func(img *volume.Image, voi *volume.Mask) []byte {
		f, err := figure.Phases([]figure.Phase{{Title: "AP", Image: img}}, voi, figure.Options{})
		return svg(t, f, err)
	}
	want := draw(images[0], voi)
	for axis := range 2 {
		img, mask := turned(images[0], voi, axis)
		if !bytes.Equal(draw(img, mask), want) {
			t.Errorf("stored the other way round along axis %d, the picture differs", axis)
		}
	}
	other := volume.NewImage(voi.Grid)
	for i, v := range images[0].Data {
		other.Data[i] = 8*v + 1024 // exact in floating point
	}
	if !bytes.Equal(draw(other, voi), want) {
		t.Error("the picture depends on the unit of intensity")
	}
	mirrored, _ := turned(images[0], voi, 0)
	mirrored.Direction = images[0].Direction // a lie: now the patient is mirrored
	mirrored.Origin = images[0].Origin
	if bytes.Equal(draw(mirrored, voi), want) {
		t.Error("a mirrored patient looks the same")
	}
}

// turned stores the same volume with one index running the other way.
func turned(img *volume.Image, voi *volume.Mask, axis int) (*volume.Image, *volume.Mask) {
	g := img.Grid
	end := [3]float64{}
	end[axis] = float64(g.Size[axis] - 1)
	g.Origin = img.Point(end[0], end[1], end[2])
	for k := range 3 {
		g.Direction[axis][k] *= -1
	}
	other, mask := volume.NewImage(g), volume.NewMask(g)
	for i := range other.Data {
		p := [3]int{}
		p[0], p[1], p[2] = g.Voxel(i)
		p[axis] = g.Size[axis] - 1 - p[axis]
		from := img.Index(p[0], p[1], p[2])
		other.Data[i], mask.Data[i] = img.Data[from], voi.Data[from]
	}
	return other, mask
}

// TestWaterfallShowsEveryone: each patient has a bar, however small.
func TestWaterfallShowsEveryone(t *testing.T) {
	score := []float64{0, 1e-9, -3, 2}
	f, err := figure.Waterfall("Score", 0, []figure.ScorePanel{{Score: score, Outcome: []bool{true, false, true, false}}}, figure.Options{})
	fills := 0
	for line := range strings.Lines(string(svg(t, f, err))) {
		if strings.Contains(line, `fill="#e69f00"`) || strings.Contains(line, `fill="#0072b2"`) {
			fills += strings.Count(line, "M")
		}
	}
	if want := len(score) + 2; fills != want { // and the two patches of the legend
		t.Errorf("%d bars and patches, want %d", fills, want)
	}
}
