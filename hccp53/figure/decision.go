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
	// Bands are pointwise 95 % bands, by threshold, from
	// [performance.CompareDecisions]; nil draws none.
	Bands []performance.DecisionBand
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

// NewDecisionPanel makes a panel of a comparison, with its bands and its range of
// thresholds.
func NewDecisionPanel(title string, c *performance.DecisionComparison) DecisionPanel {
	p := DecisionPanel{Title: title, From: c.Range.From, To: c.Range.To}
	for _, m := range c.Models {
		p.Models = append(p.Models, DecisionModel{
			Model: m.Name, Bands: m.Bands,
			Decision: &performance.Decision{N: c.N, Dropped: c.Dropped, Prevalence: c.Prevalence, Points: m.Points},
		})
	}
	return p
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
		lo, hi, from, end := p.extent()
		one := newPanel(boxes[i], p.Title,
			axis{label: "Threshold probability (%)", lo: from, hi: end, ticks: ticks(from, end, 6), mark: percent},
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
	if p.shaded() {
		on.box(rect{at.px(math.Max(at.x.lo, p.From)), at.data.y0, at.px(math.Min(at.x.hi, p.To)), at.data.y1}, line{}, &mist)
	}
	for _, edges := range []bool{false, true} {
		for k := len(p.Models) - 1; k >= 0; k-- {
			var x, low, high []float64
			for _, b := range p.Models[k].Bands {
				ci := b.NetBenefit
				if p.Standardised {
					ci = b.Standardised
				}
				x, low, high = append(x, b.Threshold), append(low, ci[0]), append(high, ci[1])
			}
			at.band(on, x, low, high, series(k).colour, edges)
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
	if slices.ContainsFunc(p.Models, func(m DecisionModel) bool { return len(m.Bands) > 0 }) {
		entries = append(entries, entry{text: "Pointwise 95 % band (bootstrap)", patch: &bandPatch})
	}
	if p.shaded() {
		entries = append(entries, entry{text: fmt.Sprintf("Thresholds named beforehand, %s–%s %%", percent(p.From), percent(p.To)), patch: &mist})
	}
	return newLegend(most, entries...)
}

// shaded reports whether thresholds were named beforehand, and the curves go on
// beyond them: what fills the panel need not be shaded.
func (p DecisionPanel) shaded() bool {
	_, _, from, end := p.extent()
	return p.To > 0 && (p.From > from || p.To < end)
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

// extent returns the range of net benefit worth showing, and the ends of the
// axis of thresholds.
func (p DecisionPanel) extent() (lo, hi, from, end float64) {
	from = 1
	for _, m := range p.Models {
		for _, b := range m.Bands {
			if ci := b.NetBenefit[1]; !math.IsNaN(ci) {
				hi = math.Max(hi, math.Min(1, ci/p.most()))
			}
		}
		for _, t := range m.Decision.Points {
			hi = math.Max(hi, math.Max(t.NetBenefit, t.All)/p.most())
			from, end = math.Min(from, t.Threshold), math.Max(end, t.Threshold)
		}
	}
	if from < .1 {
		from = 0
	}
	if from == 0 && end > .9 {
		end = 1
	}
	if hi <= 0 { // nothing does any good at these thresholds
		hi = .1
	}
	return -.15 * hi, 1.05 * hi, from, end
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
		case d == nil || len(d.Points) < 2 || d.Points[0].Threshold == d.Points[len(d.Points)-1].Threshold:
			return wrong(ErrEmpty, "fewer than two thresholds")
		case !(d.Prevalence > 0 && d.Prevalence < 1):
			return wrong(ErrOneClass, "the share of cases is %v", d.Prevalence)
		case d.N != first.N || d.Prevalence != first.Prevalence:
			return wrong(ErrLength, "it is of %d patients with a share of cases of %.4g, the first of %d with %.4g", d.N, d.Prevalence, first.N, first.Prevalence)
		}
		for i, b := range m.Bands {
			if !(b.Threshold >= 0 && b.Threshold <= 1) || i > 0 && b.Threshold < m.Bands[i-1].Threshold {
				return wrong(ErrRange, "the band has the threshold %v", b.Threshold)
			}
		}
		for _, t := range m.Decision.Points {
			if !finite(t.Threshold, t.NetBenefit, t.All) {
				return wrong(ErrNotFinite, "net benefit %v at threshold %v", t.NetBenefit, t.Threshold)
			}
		}
	}
	return nil
}
