package figure

import (
	"fmt"
	"math"

	"hcclab/hccp53/fault"
)

// impactOf is the number of patients that a clinical impact curve counts in.
const impactOf = 1000

// ClinicalImpact draws, for each model, how many of 1,000 patients it calls high
// risk at each threshold, and how many of these have the outcome (Kerr et al.
// 2016). From and To of a panel are shaded as in [DecisionCurve]; bands and
// Standardised take no part. Each panel holds one or two models. It returns the
// errors of [DecisionCurve].
func ClinicalImpact(panels []DecisionPanel, o Options) (*Figure, error) {
	if err := someOf("panel", len(panels), 3); err != nil {
		return nil, err
	}
	w := pageWidth(len(panels))
	boxes := columns(len(panels), 1, w-1, 0)
	positive, _ := o.classes()
	var laid []panel
	var keys []legend
	tallest := 0.0
	for i, p := range panels {
		if err := p.check(); err != nil {
			return nil, err
		}
		if len(p.Models) > 2 {
			return nil, fault.New(ErrRange, "%d models in one panel", len(p.Models)).At("clinical impact %q", p.Title).Try("draw at most two: each has two lines")
		}
		_, _, end := p.extent()
		laid = append(laid, newPanel(boxes[i], p.Title,
			axis{label: "Threshold probability (%)", lo: 0, hi: end, ticks: ticks(0, end, 6), mark: percent},
			axis{label: "Number of 1,000 patients", lo: 0, hi: impactOf, ticks: ticks(0, impactOf, 6)}))
		keys = append(keys, p.impactLegend(boxes[i].width()-2, positive))
		tallest = math.Max(tallest, keys[i].height)
	}
	below := 0.0
	for i := range laid {
		laid[i].data.y1 = laid[i].data.y0 + laid[0].data.width()*.85
		below = laid[i].data.y1 + laid[i].x.bottomSpace() + 1
	}
	return sheet{
		name: "impact", title: "Clinical impact curves",
		caption: "How many of 1,000 patients a model calls high risk at each threshold probability, and how many of these are " + positive + ". The gap between the two lines are patients who would be treated in vain.",
		width:   w, height: below + tallest + 1,
		draw: func(on *pen) {
			for i, p := range laid {
				panels[i].impact(on, p)
				keys[i].draw(on, boxes[i].x0+1, below)
			}
		},
	}.finish(o)
}

// impactLines are the lines of a model: high risk, and those with the outcome.
func impactLines(k int) (high, with line) {
	high, with = line{width: thick, colour: series(k).colour}, line{width: thick, colour: series(k).colour, dash: []float64{1.6, .8}}
	return high, with
}

func (p DecisionPanel) impactLegend(most float64, positive string) legend {
	var entries []entry
	for k, m := range p.Models {
		high, with := impactLines(k)
		entries = append(entries,
			entry{text: fmt.Sprintf("%s: called high risk, n = %d", m.Model, m.Decision.N), line: high},
			entry{text: fmt.Sprintf("%s: of these %s", m.Model, positive), line: with})
	}
	if p.To > 0 {
		entries = append(entries, entry{text: fmt.Sprintf("Thresholds named beforehand, %s–%s %%", percent(p.From), percent(p.To)), patch: &mist})
	}
	return newLegend(most, entries...)
}

func (p DecisionPanel) impact(on *pen, at panel) {
	if p.To > 0 {
		on.box(rect{at.px(p.From), at.data.y0, at.px(p.To), at.data.y1}, line{}, &mist)
	}
	at.axes(on)
	for k := len(p.Models) - 1; k >= 0; k-- {
		var x, high, with []float64
		for _, t := range p.Models[k].Decision.Points {
			n := float64(p.Models[k].Decision.N)
			x = append(x, t.Threshold)
			high, with = append(high, impactOf*float64(t.TP+t.FP)/n), append(with, impactOf*float64(t.TP)/n)
		}
		a, b := impactLines(k)
		at.curve(on, x, high, a)
		at.curve(on, x, with, b)
	}
}
