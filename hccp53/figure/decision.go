package figure

import (
	"fmt"
	"math"
	"slices"

	"hcclab/hccp53/fault"
	"hcclab/hccp53/performance"
)

// DecisionModel is the decision curve of one model.
type DecisionModel struct {
	Model    string
	Decision *performance.Decision
	// Band is a pointwise 95 % band of the net benefit by threshold; nil draws none.
	Band *performance.Band
}

// DecisionPanel is one set of patients, judged by several models.
type DecisionPanel struct {
	Title  string
	Models []DecisionModel
	// From and To are the thresholds that were named before looking, shaded in
	// the panel. Both 0: none were.
	From, To float64
	// Standardised draws net benefit over the share of cases, so that the most
	// that can be reached is 1.
	Standardised bool
}

// DecisionCurve draws net benefit against threshold probability, with treating
// everyone and no one. The axis of net benefit ends a little below 0: how bad a
// model is where nobody would use it does not matter. It returns [ErrEmpty],
// [ErrLength] for curves of different patients, [ErrNotFinite], [ErrOneClass]
// and [ErrRange].
func DecisionCurve(panels []DecisionPanel, o Options) (*Figure, error) {
	if err := someOf("panel", len(panels), 3); err != nil {
		return nil, err
	}
	w := pageWidth(len(panels))
	boxes := columns(len(panels), 1, w-1, 0)
	positive, _ := o.classes()
	var laid []panel
	var keys []legend
	height, tallest := 0.0, 0.0
	for i, p := range panels {
		if err := p.check(); err != nil {
			return nil, err
		}
		lo, hi, end := p.extent()
		one := newPanel(boxes[i], p.Title,
			axis{label: "Threshold probability (%)", lo: 0, hi: end, ticks: ticks(0, end, 6), mark: percent},
			axis{label: p.quantity(), lo: lo, hi: hi, ticks: ticks(lo, hi, 7)})
		height = math.Max(height, one.data.width()*.85)
		laid = append(laid, one)
		keys = append(keys, p.legend(boxes[i].width()-2))
		tallest = math.Max(tallest, keys[i].height)
	}
	below := 0.0
	for i := range laid {
		laid[i].data.y1 = laid[i].data.y0 + height
		below = laid[i].data.y1 + laid[i].x.bottomSpace() + 1
	}
	return sheet{
		name: "decision", title: "Decision curves",
		caption: "Net benefit of treating those whose predicted risk of " + positive + " reaches the threshold probability: the share of true positives less that of false positives, weighed by the odds of the threshold. A model is of use where its curve lies above both treating all and treating none.",
		width:   w, height: below + tallest + 1,
		draw: func(on *pen) {
			for i, p := range laid {
				panels[i].draw(on, p)
				keys[i].draw(on, boxes[i].x0+1, below)
			}
		},
	}.finish(o)
}

var (
	treatAll  = line{medium, grey, nil}
	treatNone = line{medium, black, []float64{.3, .5}}
)

func (p DecisionPanel) draw(on *pen, at panel) {
	if p.To > 0 {
		on.box(rect{at.px(p.From), at.data.y0, at.px(p.To), at.data.y1}, line{}, &mist)
	}
	for _, edges := range []bool{false, true} {
		for k := len(p.Models) - 1; k >= 0; k-- {
			if m := p.Models[k]; m.Band != nil {
				x, low, high := columnsOf(m.Band)
				for i := range low {
					low[i], high[i] = low[i]/p.most(), high[i]/p.most()
				}
				at.band(on, x, low, high, series(k).colour, edges)
			}
		}
	}
	at.axes(on)
	at.curve(on, []float64{at.x.lo, at.x.hi}, []float64{0, 0}, treatNone)
	for k := len(p.Models) - 1; k >= -1; k-- { // the first model on top
		var x, y []float64
		for _, t := range p.Models[max(k, 0)].Decision.Points {
			benefit := t.NetBenefit
			if k < 0 {
				benefit = t.All
			}
			x, y = append(x, t.Threshold), append(y, benefit/p.most())
		}
		if k < 0 {
			at.curve(on, x, y, treatAll)
		} else {
			at.curve(on, x, y, series(k))
		}
	}
}

func (p DecisionPanel) legend(most float64) legend {
	var entries []entry
	for k, m := range p.Models {
		entries = append(entries, entry{text: fmt.Sprintf("%s, n = %d", m.Model, m.Decision.N), line: series(k)})
	}
	entries = append(entries, entry{text: "Treat all", line: treatAll}, entry{text: "Treat none", line: treatNone})
	if k := slices.IndexFunc(p.Models, func(m DecisionModel) bool { return m.Band != nil }); k >= 0 {
		entries = append(entries, entry{text: fmt.Sprintf("Pointwise 95 %% band, %d resamples", p.Models[k].Band.Used), patch: &bandPatch})
	}
	if p.To > 0 {
		entries = append(entries, entry{text: fmt.Sprintf("Thresholds named beforehand, %s–%s %%", percent(p.From), percent(p.To)), patch: &mist})
	}
	return newLegend(most, entries...)
}

// quantity names what is drawn.
func (p DecisionPanel) quantity() string {
	if p.Standardised {
		return "Standardised net benefit"
	}
	return "Net benefit"
}

// most is the net benefit that the axis counts as 1.
func (p DecisionPanel) most() float64 {
	if p.Standardised {
		return p.Models[0].Decision.Prevalence
	}
	return 1
}

// extent returns the range of net benefit worth showing, and the largest
// threshold.
func (p DecisionPanel) extent() (lo, hi, end float64) {
	for _, m := range p.Models {
		for _, t := range m.Decision.Points {
			hi = math.Max(hi, math.Max(t.NetBenefit, t.All)/p.most())
			end = math.Max(end, t.Threshold)
		}
	}
	if end > .9 {
		end = 1
	}
	return -.15 * hi, 1.05 * hi, end
}

func (p DecisionPanel) check() error {
	if len(p.Models) == 0 {
		return fault.New(ErrEmpty, "no model").At("decision panel %q", p.Title)
	}
	if p.From < 0 || p.To > 1 || p.From > p.To || p.From == p.To && p.To != 0 || !finite(p.From, p.To) {
		return fault.New(ErrRange, "the thresholds go from %v to %v", p.From, p.To).At("decision panel %q", p.Title)
	}
	for _, m := range p.Models {
		wrong := func(kind error, format string, args ...any) error {
			return fault.New(kind, format, args...).At("decision curve %q", m.Model)
		}
		first := p.Models[0].Decision
		switch d := m.Decision; {
		case d == nil || len(d.Points) < 2:
			return wrong(ErrEmpty, "fewer than two thresholds")
		case !(d.Prevalence > 0 && d.Prevalence < 1):
			return wrong(ErrOneClass, "the share of cases is %v", d.Prevalence)
		case d.N != first.N || d.Prevalence != first.Prevalence:
			return wrong(ErrLength, "it is of %d patients with a share of cases of %.4g, the first of %d with %.4g", d.N, d.Prevalence, first.N, first.Prevalence)
		}
		if err := checkBand(m.Band, "decision curve "+m.Model); err != nil {
			return err
		}
		for _, t := range m.Decision.Points {
			if !finite(t.Threshold, t.NetBenefit, t.All) {
				return wrong(ErrNotFinite, "net benefit %v at threshold %v", t.NetBenefit, t.Threshold)
			}
		}
	}
	return nil
}
