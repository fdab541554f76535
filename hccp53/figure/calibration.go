package figure

import (
	"fmt"
	"math"
	"slices"

	"hcclab/hccp53/fault"
	"hcclab/hccp53/performance"
)

// CalibrationPanel is the calibration of one model on one set of patients.
type CalibrationPanel struct {
	Title       string
	Calibration *performance.Calibration
	// Groups are patients of similar risk, as from [performance.HosmerLemeshow];
	// nil draws none.
	Groups []performance.RiskGroup
	// Band is a pointwise 95 % band of the smooth curve, from
	// [performance.CalibrationBand]; nil draws none.
	Band *performance.Band
	// Corrected is the curve corrected for optimism, of a model on the patients
	// that it was fitted on; nil draws none.
	Corrected *performance.CorrectedCurve
	// Notes are printed below the numbers, such as what the resamples repeat and
	// what they hold fixed.
	Notes []string
}

// spikes is the share of a calibration panel, below the risk of 0, in which the
// distribution of the predictions is drawn.
const spikes = 0.16

// Calibration draws observed against predicted risk: a smooth curve (lowess),
// groups of patients with their 95 % interval (Wilson), the ideal diagonal, and
// at the bottom the distribution of the predictions. Below stand slope,
// intercept and Brier score. It returns [ErrEmpty], [ErrOneClass],
// [ErrNotFinite] and, for predictions that are no probabilities, [ErrRange].
func Calibration(panels []CalibrationPanel, o Options) (*Figure, error) {
	if err := someOf("panel", len(panels), 3); err != nil {
		return nil, err
	}
	w := pageWidth(len(panels))
	boxes := columns(len(panels), 1, w-1, 0)
	positive, _ := o.classes()
	var laid []panel
	for i, p := range panels {
		if err := p.check(); err != nil {
			return nil, err
		}
		shares := ticks(0, 1, 6)
		laid = append(laid, newPanel(boxes[i], p.Title,
			axis{label: "Predicted risk of " + positive, lo: 0, hi: 1, ticks: shares},
			axis{label: "Observed share", lo: -spikes, hi: 1, ticks: shares}))
	}
	entries := []entry{
		{text: "Smoothed share (lowess, span 2/3)", line: series(0)},
		{text: "Ideal", line: line{thin, grey, []float64{1, 1}}},
		{text: "Distribution of the predictions", patch: &grey},
	}
	if slices.ContainsFunc(panels, func(p CalibrationPanel) bool { return len(p.Groups) > 0 }) {
		entries = append(entries, entry{text: "Groups of similar risk, with 95 % CI", line: rule(thin, black), marks: true})
	}
	has := func(what func(CalibrationPanel) bool) bool { return slices.ContainsFunc(panels, what) }
	if has(func(p CalibrationPanel) bool { return p.Corrected != nil }) {
		entries = slices.Insert(entries, 1, entry{text: "Corrected for optimism (bootstrap)", line: series(1)})
	}
	if has(func(p CalibrationPanel) bool { return p.Band != nil }) {
		patch := tint(series(0).colour, bandTint)
		entries = append(entries, entry{text: "Pointwise 95 % band of the curve (bootstrap)", patch: &patch})
	}
	key := newLegends(len(panels), w-2, entries...)
	numbers, key1 := 0.0, 0.0
	below := make([][]string, len(panels))
	for i := range laid {
		laid[i].data.y1 = laid[i].data.y0 + laid[i].data.width()*(1+spikes)
		numbers = laid[i].data.y1 + laid[i].x.bottomSpace() + 1
		below[i] = panels[i].numbers(positive)
		for _, note := range panels[i].Notes {
			below[i] = append(below[i], wrap(note, noteSize, false, boxes[i].x1-laid[i].data.x0)...)
		}
		key1 = math.Max(key1, numbers+float64(len(below[i]))*leading(noteSize)+1.5)
	}
	return sheet{
		name: "calibration", title: "Calibration of predicted risks",
		caption: "Observed share of " + positive + " against predicted risk. A curve on the diagonal means that a predicted risk of 30 % happens in 30 of 100 patients. A slope below 1 means risks that are too extreme, an intercept other than 0 risks too low or too high on the whole.",
		width:   w, height: key1 + key.height() + 1,
		draw: func(on *pen) {
			for i, p := range laid {
				panels[i].spikes(on, p)
				if b := panels[i].Band; b != nil {
					x, low, high := columnsOf(b)
					for k := range low {
						low[k], high[k] = math.Max(0, low[k]), math.Min(1, high[k])
					}
					p.band(on, x, low, high, series(0).colour, false)
					p.band(on, x, low, high, series(0).colour, true)
				}
				p.axes(on)
				on.line(p.px(0), p.py(0), p.px(1), p.py(1), line{thin, grey, []float64{1, 1}})
				panels[i].groups(on, p)
				var x, y []float64
				for _, at := range panels[i].Calibration.Curve {
					x, y = append(x, at.X), append(y, math.Min(1, math.Max(0, at.Y)))
				}
				p.curve(on, x, y, series(0))
				panels[i].corrected(on, p)
				on.lines(p.data.x0, numbers, below[i], letter{size: noteSize})
			}
			key.draw(on, laid[0].data.x0, key1)
		},
	}.finish(o)
}

func (p CalibrationPanel) check() error {
	c := p.Calibration
	wrong := func(kind error, format string, args ...any) error {
		return fault.New(kind, format, args...).At("calibration panel %q", p.Title)
	}
	switch {
	case c == nil || len(c.Curve) == 0:
		return wrong(ErrEmpty, "there are no predictions")
	case c.Cases == 0 || c.Cases == c.N:
		return wrong(ErrOneClass, "%d cases among %d patients", c.Cases, c.N)
	case !finite(c.Brier, c.ScaledBrier):
		return wrong(ErrNotFinite, "the Brier score is %v", c.Brier)
	}
	for _, at := range c.Curve {
		if !finite(at.X, at.Y) {
			return wrong(ErrNotFinite, "the curve has the point (%v, %v)", at.X, at.Y)
		}
		if at.X < 0 || at.X > 1 {
			return wrong(ErrRange, "a predicted risk is %v", at.X)
		}
	}
	if err := checkBand(p.Band, "calibration panel "+p.Title); err != nil {
		return err
	}
	if p.Corrected != nil {
		for _, at := range p.Corrected.Points {
			if !(at.X >= 0 && at.X <= 1) || math.IsInf(at.Corrected, 0) {
				return wrong(ErrRange, "the corrected curve has the point (%v, %v)", at.X, at.Corrected)
			}
		}
	}
	for _, g := range p.Groups {
		if g.N < 1 || g.Observed < 0 || g.Observed > g.N || !(g.Expected >= 0 && g.Expected <= float64(g.N)) {
			return wrong(ErrRange, "a group has %d patients, %d observed and %v expected cases", g.N, g.Observed, g.Expected)
		}
	}
	return nil
}

// numbers are the lines printed below a panel.
func (p CalibrationPanel) numbers(positive string) []string {
	c := p.Calibration
	lines := []string{fmt.Sprintf("n = %d, of whom %d %s", c.N, c.Cases, positive)}
	if c.Separated || !finite(c.Slope.Value, c.Intercept.Value) {
		lines = append(lines, "Slope and intercept not defined")
	} else {
		lines = append(lines, fmt.Sprintf("Slope %s (95 %% CI %s)", decimal(c.Slope.Value, 2), interval(c.Slope.CI, 2)),
			fmt.Sprintf("Intercept %s (95 %% CI %s)", decimal(c.Intercept.Value, 2), interval(c.Intercept.CI, 2)))
	}
	return append(lines, fmt.Sprintf("Brier score %s (scaled %s)", decimal(c.Brier, 3), decimal(c.ScaledBrier, 3)))
}

// corrected draws the curve corrected for optimism; where nothing is known it is
// interrupted.
func (p CalibrationPanel) corrected(on *pen, at panel) {
	if p.Corrected == nil {
		return
	}
	var x, y []float64
	for _, point := range p.Corrected.Points {
		if math.IsNaN(point.Corrected) {
			at.curve(on, x, y, series(1))
			x, y = nil, nil
			continue
		}
		x, y = append(x, point.X), append(y, math.Min(1, math.Max(0, point.Corrected)))
	}
	at.curve(on, x, y, series(1))
}

// groups draws the share of cases in each group with its interval.
func (p CalibrationPanel) groups(on *pen, at panel) {
	var bars, marks path
	for _, g := range p.Groups {
		share := performance.NewProportion(g.Observed, g.N)
		x := at.px(g.Expected / float64(g.N))
		bars.polyline(point{x, at.py(share.CI[0])}, point{x, at.py(share.CI[1])})
		mark(&marks, 0, x, at.py(share.Estimate), markSize)
	}
	on.stroke(bars, rule(thin, black))
	on.fill(marks, black)
}

// spikes draws how many predictions there are in each fiftieth of the axis.
func (p CalibrationPanel) spikes(on *pen, at panel) {
	const bins = 50
	var count [bins]int
	most := 1
	for _, c := range p.Calibration.Curve {
		k := min(int(c.X*bins), bins-1)
		count[k]++
		most = max(most, count[k])
	}
	var q path
	floor := at.py(-spikes)
	tallest := (spikes - 0.03) / (1 + spikes) * at.data.height()
	for k, n := range count {
		if n > 0 {
			x := at.px(float64(k) / bins)
			q.box(rect{x + .1, floor - tallest*float64(n)/float64(most), at.px(float64(k+1)/bins) - .1, floor})
		}
	}
	on.fill(q, grey)
}
