package figure_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"image/png"
	"io"
	"maps"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"hcclab/hccp53/cohort"
	"hcclab/hccp53/figure"
	"hcclab/hccp53/nomogram"
	"hcclab/hccp53/performance"
	"hcclab/hccp53/regression"
	"hcclab/hccp53/selection"
	"hcclab/hccp53/volume"
)

// all returns the figures of the examples and those of unusual data.
func all(t *testing.T) []*figure.Figure {
	t.Helper()
	return made()
}

// made draws them once.
var made = sync.OnceValue(func() []*figure.Figure {
	var figures []*figure.Figure
	for _, example := range examples {
		drawn = nil
		example()
		figures = append(figures, drawn)
	}
	for _, name := range slices.Sorted(maps.Keys(unusual)) {
		draw := unusual[name]
		f, err := draw(figure.Options{Name: name, Simulated: true})
		if err != nil {
			panic(fmt.Sprintf("%s: %v", name, err))
		}
		if *look != "" {
			if _, err := f.Save(filepath.Join(*look, "unusual")); err != nil {
				panic(err)
			}
		}
		figures = append(figures, f)
	}
	return figures
})

// TestNoTextOverlaps looks at every text of every figure: all lie on the page,
// and none on another.
func TestNoTextOverlaps(t *testing.T) {
	for _, f := range all(t) {
		boxes := figure.Boxes(f)
		if len(boxes) == 0 {
			t.Errorf("%s has no text", f.Name)
		}
		for i, a := range boxes {
			if a.X0 < 0 || a.Y0 < 0 || a.X1 > f.Width || a.Y1 > f.Height {
				t.Errorf("%s: %q at %.1f to %.1f, %.1f to %.1f leaves the page of %.0f × %.1f", f.Name, a.Text, a.X0, a.X1, a.Y0, a.Y1, f.Width, f.Height)
			}
			for _, b := range boxes[:i] {
				const touch = .05 // mm, for a number and its superscript
				if a.X0 < b.X1-touch && b.X0 < a.X1-touch && a.Y0 < b.Y1-touch && b.Y0 < a.Y1-touch {
					t.Errorf("%s: %q lies on %q", f.Name, a.Text, b.Text)
				}
			}
		}
		if f.Width != figure.OneColumn && f.Width != figure.TwoColumns {
			t.Errorf("%s is %v mm wide", f.Name, f.Width)
		}
		if f.Height < 20 || f.Height > 245 {
			t.Errorf("%s is %v mm high, which is no page of a journal", f.Name, f.Height)
		}
	}
}

// TestTypeIsLegible: nothing is smaller than 7 pt but superscripts.
func TestTypeIsLegible(t *testing.T) {
	for _, f := range all(t) {
		for _, b := range figure.Boxes(f) {
			if b.Size < 7 && !strings.ContainsAny(b.Text, "0123456789") {
				t.Errorf("%s: %q is set in %v pt", f.Name, b.Text, b.Size)
			}
		}
	}
}

// TestRenderingIsDeterministic renders each figure twice, at the same time, in
// every format.
func TestRenderingIsDeterministic(t *testing.T) {
	for _, f := range all(t) {
		var got [2][3][]byte
		var wait sync.WaitGroup
		for i := range got {
			wait.Add(1)
			go func() {
				defer wait.Done()
				for k, render := range []func() ([]byte, error){f.SVG, f.PDF, func() ([]byte, error) { return f.PNG(72) }} {
					b, err := render()
					if err != nil {
						t.Errorf("%s: %v", f.Name, err)
					}
					got[i][k] = b
				}
			}()
		}
		wait.Wait()
		for k, format := range []string{"SVG", "PDF", "PNG"} {
			if !bytes.Equal(got[0][k], got[1][k]) {
				t.Errorf("%s: two renderings as %s differ", f.Name, format)
			}
		}
		if n := bytes.Count(got[0][1], []byte("Date (D:20000101000000")); n != 2 { // not the time of writing
			t.Errorf("%s: the PDF has %d fixed dates, want 2", f.Name, n)
		}
		if _, err := parse(got[0][0]); err != nil {
			t.Errorf("%s: the SVG is no XML: %v", f.Name, err)
		}
		got[0][0] = withoutPictures(got[0][0])
		if bytes.Contains(got[0][0], []byte("NaN")) || bytes.Contains(got[0][0], []byte("Inf ")) {
			t.Errorf("%s: a place in the SVG is not a number", f.Name)
		}
	}
}

func parse(svg []byte) (elements int, err error) {
	d := xml.NewDecoder(bytes.NewReader(svg))
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return elements, nil
		}
		if err != nil {
			return 0, err
		}
		if _, ok := token.(xml.StartElement); ok {
			elements++
		}
	}
}

// TestSimulatedIsWritten: the words stand at the same place of every figure,
// and in no figure of real patients.
func TestSimulatedIsWritten(t *testing.T) {
	find := func(f *figure.Figure) []figure.Box {
		return slices.DeleteFunc(figure.Boxes(f), func(b figure.Box) bool { return b.Text != "Simulated patients" })
	}
	for _, f := range all(t) {
		found := find(f)
		want := 1
		if f.Name == "published" || f.Name == "roc_validation" { // drawn as of real patients
			want = 0
		}
		if len(found) != want {
			t.Errorf("%s: the words stand there %d times, want %d", f.Name, len(found), want)
			continue
		}
		if strings.Contains(f.Caption, "Simulated patients") != (want == 1) {
			t.Errorf("%s: caption %q", f.Name, f.Caption)
		}
		if want == 1 && (math.Abs(f.Width-found[0].X1-1.5) > .01 || found[0].Y1 > 4) {
			t.Errorf("%s: the words end %.2f mm from the right, %.2f from the top", f.Name, f.Width-found[0].X1, found[0].Y1)
		}
	}
}

// TestSimulatedMovesNothing: the words take a strip of their own.
func TestSimulatedMovesNothing(t *testing.T) {
	stages := []selection.Stage{{Step: "ICC", Rule: "rule", In: 10, Out: 4}}
	without, err := figure.Attrition(stages, figure.Options{})
	if err != nil {
		t.Fatal(err)
	}
	with, err := figure.Attrition(stages, simulated)
	if err != nil {
		t.Fatal(err)
	}
	a, b := figure.Boxes(without), figure.Boxes(with)[1:]
	for i := range a {
		b[i].Y0 -= 4
		if math.Abs(a[i].Y0-b[i].Y0) > 1e-9 || a[i].X0 != b[i].X0 || a[i].Text != b[i].Text {
			t.Errorf("%+v is at %+v with the words", a[i], b[i])
		}
	}
}

func TestSave(t *testing.T) {
	f, err := figure.RadScore([]selection.Feature{{Name: "x", PerSD: 1}}, figure.Options{Name: "weights"})
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(t.TempDir(), "new", "folder")
	paths, err := f.Save(dir)
	if err != nil {
		t.Fatal(err)
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	if want := []string{"weights.pdf", "weights.png", "weights.svg"}; !slices.Equal(names, want) || len(paths) != 3 {
		t.Errorf("the folder holds %v, want %v and nothing else; paths %v", names, want, paths)
	}
	content, err := os.ReadFile(filepath.Join(dir, "weights.png"))
	if err != nil {
		t.Fatal(err)
	}
	img, err := png.DecodeConfig(bytes.NewReader(content))
	// 85 mm at 300 dots an inch are 1003.9 pixels.
	if err != nil || img.Width != 1004 {
		t.Errorf("the PNG is %d pixels wide (%v), want 1004", img.Width, err)
	}
	// 300 dots an inch are 11811 a metre, 0x2e23.
	if !bytes.Contains(content, []byte("pHYs\x00\x00\x2e\x23\x00\x00\x2e\x23\x01")) {
		t.Error("the PNG does not say its resolution")
	}
	blocked := filepath.Join(dir, "weights.svg")
	if _, err := f.Save(blocked); err == nil {
		t.Error("saved into a file as if it were a folder")
	}
}

func TestPNGResolution(t *testing.T) {
	f, err := figure.RadScore([]selection.Feature{{Name: "x", PerSD: 1}}, figure.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, dpi := range []int{-1, 0, 29, 1201} {
		if _, err := f.PNG(dpi); !errors.Is(err, figure.ErrRange) {
			t.Errorf("%d dots an inch: %v", dpi, err)
		}
	}
}

// TestErrors gives every constructor what it cannot draw.
func TestErrors(t *testing.T) {
	none := figure.Options{}
	outcome, risk := arm(60, 1, 1)
	roc := curves(outcome, models[:1], risk)[0]
	cal, _ := performance.Calibrate(outcome, risk[0])
	dca, _ := performance.DecisionCurve(outcome, risk[0], nil)
	images, voi := phantom()
	shifted := *images[0]
	shifted.Origin[0] += 3
	broken := *images[0]
	broken.Data = slices.Clone(broken.Data)
	broken.Data[broken.Index(5, 5, 2)] = math.NaN()
	flow := cohort.Flow{Read: 10, Included: 10}
	split := cohort.Record{Training: cohort.ArmRecord{N: 7, Positive: 4}, Validation: cohort.ArmRecord{N: 3, Positive: 1}}
	check, _ := performance.CheckInterval(.7, [2]float64{.6, .8}, 50, 50, 3)
	oneCase := check
	oneCase.Cases = 0
	model, training := combinedModel()
	scales, _ := nomogram.New(&regression.Fit{Model: model}, training, nil)
	with := func(change func(p *selection.Penalty)) *selection.Penalty {
		p := penalty()
		change(p)
		return p
	}
	for name, c := range map[string]struct {
		want error
		draw func() (*figure.Figure, error)
	}{
		"flow of nobody":         {figure.ErrEmpty, func() (*figure.Figure, error) { return figure.Flow(cohort.Flow{}, split, none) }},
		"flow that does not add": {figure.ErrRange, func() (*figure.Figure, error) { return figure.Flow(cohort.Flow{Read: 12, Included: 10}, split, none) }},
		"flow of one class": {figure.ErrOneClass, func() (*figure.Figure, error) {
			s := split
			s.Validation.Positive = 3
			return figure.Flow(flow, s, none)
		}},
		"no phase":            {figure.ErrEmpty, func() (*figure.Figure, error) { return figure.Phases(nil, voi, none) }},
		"five phases":         {figure.ErrRange, func() (*figure.Figure, error) { return figure.Phases(make([]figure.Phase, 5), voi, none) }},
		"phase without image": {figure.ErrEmpty, func() (*figure.Figure, error) { return figure.Phases(make([]figure.Phase, 1), voi, none) }},
		"empty VOI": {figure.ErrGrid, func() (*figure.Figure, error) {
			return figure.Phases([]figure.Phase{{"AP", images[0]}}, volume.NewMask(voi.Grid), none)
		}},
		"another grid":            {figure.ErrGrid, func() (*figure.Figure, error) { return figure.Phases([]figure.Phase{{"AP", &shifted}}, voi, none) }},
		"voxel that is NaN":       {figure.ErrNotFinite, func() (*figure.Figure, error) { return figure.Phases([]figure.Phase{{"AP", &broken}}, voi, none) }},
		"no step":                 {figure.ErrEmpty, func() (*figure.Figure, error) { return figure.Attrition(nil, none) }},
		"more features than came": {figure.ErrRange, func() (*figure.Figure, error) { return figure.Attrition([]selection.Stage{{In: 3, Out: 4}}, none) }},
		"no penalty":              {figure.ErrEmpty, func() (*figure.Figure, error) { return figure.Lasso(nil, none) }},
		"penalty NaN": {figure.ErrNotFinite, func() (*figure.Figure, error) {
			return figure.Lasso(with(func(p *selection.Penalty) { p.Deviance[2] = math.NaN() }), none)
		}},
		"penalty too short": {figure.ErrLength, func() (*figure.Figure, error) {
			return figure.Lasso(with(func(p *selection.Penalty) { p.SE = p.SE[1:] }), none)
		}},
		"penalty outside": {figure.ErrRange, func() (*figure.Figure, error) {
			return figure.Lasso(with(func(p *selection.Penalty) { p.Min = 999 }), none)
		}},
		"no feature": {figure.ErrEmpty, func() (*figure.Figure, error) { return figure.RadScore(nil, none) }},
		"weight NaN": {figure.ErrNotFinite, func() (*figure.Figure, error) { return figure.RadScore([]selection.Feature{{PerSD: math.NaN()}}, none) }},
		"no score": {figure.ErrEmpty, func() (*figure.Figure, error) {
			return figure.Waterfall("score", 0, make([]figure.ScorePanel, 1), none)
		}},
		"scores of one class": {figure.ErrOneClass, func() (*figure.Figure, error) { return waterfall([]float64{1, 2}, []bool{true, true}) }},
		"scores of others":    {figure.ErrLength, func() (*figure.Figure, error) { return waterfall([]float64{1, 2}, []bool{true}) }},
		"score infinite":      {figure.ErrNotFinite, func() (*figure.Figure, error) { return waterfall([]float64{1, math.Inf(1)}, []bool{true, false}) }},
		"no run":              {figure.ErrEmpty, func() (*figure.Figure, error) { return figure.History(nil, none) }},
		"no epoch":            {figure.ErrEmpty, func() (*figure.Figure, error) { return figure.History(make([]figure.TrainingRun, 1), none) }},
		"loss NaN": {figure.ErrNotFinite, func() (*figure.Figure, error) {
			return figure.History([]figure.TrainingRun{{Best: 1, Epochs: []figure.Epoch{{1, math.NaN(), 0, 0}}}}, none)
		}},
		"best epoch not run": {figure.ErrRange, func() (*figure.Figure, error) {
			return figure.History([]figure.TrainingRun{{Best: 2, Epochs: []figure.Epoch{{1, 0, 0, 0}}}}, none)
		}},
		"no odds ratio": {figure.ErrEmpty, func() (*figure.Figure, error) { return figure.Forest(nil, nil, nil, none) }},
		"no nomogram":   {figure.ErrEmpty, func() (*figure.Figure, error) { return figure.Nomogram(nil, nil, none) }},
		"reading of another": {figure.ErrLength, func() (*figure.Figure, error) {
			return figure.Nomogram(scales, &nomogram.Reading{Points: []float64{1}}, none)
		}},
		"reading NaN": {figure.ErrNotFinite, func() (*figure.Figure, error) {
			return figure.Nomogram(scales, &nomogram.Reading{Points: make([]float64, 5), Risk: math.NaN()}, none)
		}},
		"no ROC panel":    {figure.ErrEmpty, func() (*figure.Figure, error) { return figure.ROC(nil, none) }},
		"no ROC curve":    {figure.ErrEmpty, func() (*figure.Figure, error) { return figure.ROC(make([]figure.ROCPanel, 1), none) }},
		"four ROC panels": {figure.ErrRange, func() (*figure.Figure, error) { return figure.ROC(make([]figure.ROCPanel, 4), none) }},
		"AUC of others": {figure.ErrLength, func() (*figure.Figure, error) {
			c := roc
			c.AUC.Cases++
			return figure.ROC([]figure.ROCPanel{{Curves: []figure.ROCCurve{c}}}, none)
		}},
		"AUC NaN": {figure.ErrNotFinite, func() (*figure.Figure, error) {
			c := roc
			c.AUC.AUC = math.NaN()
			return figure.ROC([]figure.ROCPanel{{Curves: []figure.ROCCurve{c}}}, none)
		}},
		"ROC of one class": {figure.ErrOneClass, func() (*figure.Figure, error) {
			c := roc
			r := *c.Curve
			r.Cases = 0
			c.Curve = &r
			return figure.ROC([]figure.ROCPanel{{Curves: []figure.ROCCurve{c}}}, none)
		}},
		"no calibration": {figure.ErrEmpty, func() (*figure.Figure, error) { return figure.Calibration(make([]figure.CalibrationPanel, 1), none) }},
		"calibration, one class": {figure.ErrOneClass, func() (*figure.Figure, error) {
			c := *cal
			c.Cases = c.N
			return figure.Calibration([]figure.CalibrationPanel{{Calibration: &c}}, none)
		}},
		"calibration NaN": {figure.ErrNotFinite, func() (*figure.Figure, error) {
			c := *cal
			c.Brier = math.NaN()
			return figure.Calibration([]figure.CalibrationPanel{{Calibration: &c}}, none)
		}},
		"risk above 1": {figure.ErrRange, func() (*figure.Figure, error) {
			c := *cal
			c.Curve = []performance.CurvePoint{{X: 2}}
			return figure.Calibration([]figure.CalibrationPanel{{Calibration: &c}}, none)
		}},
		"empty risk group": {figure.ErrRange, func() (*figure.Figure, error) {
			return figure.Calibration([]figure.CalibrationPanel{{Calibration: cal, Groups: make([]performance.RiskGroup, 1)}}, none)
		}},
		"no decision curve":  {figure.ErrEmpty, func() (*figure.Figure, error) { return figure.DecisionCurve(make([]figure.DecisionPanel, 1), none) }},
		"decision of others": {figure.ErrLength, func() (*figure.Figure, error) { d := *dca; d.N++; return decision(0, 0, dca, &d) }},
		"decision NaN": {figure.ErrNotFinite, func() (*figure.Figure, error) {
			d := *dca
			d.Points = slices.Clone(d.Points)
			d.Points[3].All = math.NaN()
			return decision(0, 0, &d)
		}},
		"decision, one class":     {figure.ErrOneClass, func() (*figure.Figure, error) { d := *dca; d.Prevalence = 1; return decision(0, 0, &d) }},
		"thresholds turned round": {figure.ErrRange, func() (*figure.Figure, error) { return decision(.7, .3, dca) }},
		"nothing published":       {figure.ErrEmpty, func() (*figure.Figure, error) { return figure.PublishedIntervals(nil, none) }},
		"published of one class": {figure.ErrOneClass, func() (*figure.Figure, error) {
			return figure.PublishedIntervals([]figure.PublishedAUC{{Check: oneCase}}, none)
		}},
		"published NaN": {figure.ErrNotFinite, func() (*figure.Figure, error) {
			c := check
			c.WidestCI[0] = math.NaN()
			return figure.PublishedIntervals([]figure.PublishedAUC{{Check: c}}, none)
		}},
		"sign without a letter": {figure.ErrText, func() (*figure.Figure, error) {
			return figure.RadScore([]selection.Feature{{Name: "肝", PerSD: 1}}, none)
		}},
		"name with a slash": {figure.ErrText, func() (*figure.Figure, error) {
			return figure.RadScore([]selection.Feature{{Name: "x", PerSD: 1}}, figure.Options{Name: "../x"})
		}},
	} {
		if f, err := c.draw(); f != nil || !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
}

func waterfall(score []float64, outcome []bool) (*figure.Figure, error) {
	return figure.Waterfall("score", 0, []figure.ScorePanel{{Score: score, Outcome: outcome}}, figure.Options{})
}

func decision(from, to float64, all ...*performance.Decision) (*figure.Figure, error) {
	p := figure.DecisionPanel{From: from, To: to}
	for _, d := range all {
		p.Models = append(p.Models, figure.DecisionModel{Model: "model", Decision: d})
	}
	return figure.DecisionCurve([]figure.DecisionPanel{p}, figure.Options{})
}
