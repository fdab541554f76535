package figure

import (
	"fmt"
	"math"
	"slices"

	"hcclab/hccp53/fault"
	"hcclab/hccp53/performance"
)

// ImpactModel is the clinical impact curve of one model.
type ImpactModel struct {
	Model string
	// N is the number of patients that the curve was found on.
	N int
	// Points are those of [performance.ClinicalImpact]; their intervals are drawn
	// as bands where Bands is true.
	Points []performance.ImpactPoint
	Bands  bool
}

// ImpactPanel is one set of patients, judged by one or two models.
type ImpactPanel struct {
	Title  string
	Models []ImpactModel
	// From and To are the thresholds that were named before looking, shaded in
	// the panel. Both 0: none were.
	From, To float64
}

// ClinicalImpact draws, for each model, how many of 1,000 patients it calls high
// risk at each threshold, and how many of these have the outcome (Kerr et al.
// 2016). It returns [ErrEmpty], [ErrNotFinite] and [ErrRange].
func ClinicalImpact(panels []ImpactPanel, o Options) (*Figure, error) {
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
		laid = append(laid, newPanel(boxes[i], p.Title,
			axis{label: "Threshold probability (%)", lo: 0, hi: 1, ticks: ticks(0, 1, 6), mark: percent},
			axis{label: "Patients of 1,000", lo: 0, hi: 1000, ticks: ticks(0, 1000, 6)}))
		keys = append(keys, p.legend(boxes[i].width()-2, positive))
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
				panels[i].draw(on, p)
				keys[i].draw(on, boxes[i].x0+1, below)
			}
		},
	}.finish(o)
}

// lines returns the lines of model k: high risk, and those with the outcome.
func (p ImpactPanel) lines(k int) (high, with line) {
	c := series(k).colour
	return line{width: thick, colour: c}, line{width: thick, colour: c, dash: []float64{1.6, .8}}
}

func (p ImpactPanel) legend(most float64, positive string) legend {
	var entries []entry
	for k, m := range p.Models {
		high, with := p.lines(k)
		entries = append(entries,
			entry{text: fmt.Sprintf("%s: called high risk, n = %d", m.Model, m.N), line: high},
			entry{text: fmt.Sprintf("%s: of these %s", m.Model, positive), line: with})
	}
	if slices.ContainsFunc(p.Models, func(m ImpactModel) bool { return m.Bands }) {
		entries = append(entries, entry{text: "Pointwise 95 % bands (bootstrap)", patch: &bandPatch})
	}
	if p.To > 0 {
		entries = append(entries, entry{text: fmt.Sprintf("Thresholds named beforehand, %s–%s %%", percent(p.From), percent(p.To)), patch: &mist})
	}
	return newLegend(most, entries...)
}

func (p ImpactPanel) check() error {
	if err := someOf("model", len(p.Models), 2); err != nil {
		return err
	}
	if p.From < 0 || p.To > 1 || p.From > p.To || p.From == p.To && p.To != 0 || !finite(p.From, p.To) {
		return fault.New(ErrRange, "the thresholds go from %v to %v", p.From, p.To).At("clinical impact %q", p.Title)
	}
	for _, m := range p.Models {
		if len(m.Points) < 2 {
			return fault.New(ErrEmpty, "fewer than two thresholds").At("clinical impact %q", m.Model)
		}
		for _, t := range m.Points {
			if !finite(t.Threshold, t.HighRisk, t.Cases) || m.Bands && !finite(t.HighRiskCI[0], t.HighRiskCI[1], t.CasesCI[0], t.CasesCI[1]) {
				return fault.New(ErrNotFinite, "%v and %v patients at threshold %v", t.HighRisk, t.Cases, t.Threshold).At("clinical impact %q", m.Model)
			}
			if t.Threshold < 0 || t.Threshold > 1 || t.Cases < 0 || t.HighRisk < t.Cases-1e-9 || t.HighRisk > 1000+1e-9 {
				return fault.New(ErrRange, "%v of %v patients at threshold %v", t.Cases, t.HighRisk, t.Threshold).At("clinical impact %q", m.Model)
			}
		}
	}
	return nil
}

func (p ImpactPanel) draw(on *pen, at panel) {
	if p.To > 0 {
		on.box(rect{at.px(p.From), at.data.y0, at.px(p.To), at.data.y1}, line{}, &mist)
	}
	for _, edges := range []bool{false, true} {
		for k := len(p.Models) - 1; k >= 0; k-- {
			if !p.Models[k].Bands {
				continue
			}
			var x, a, b, c, d []float64
			for _, t := range p.Models[k].Points {
				x, a, b, c, d = append(x, t.Threshold), append(a, t.HighRiskCI[0]), append(b, t.HighRiskCI[1]), append(c, t.CasesCI[0]), append(d, t.CasesCI[1])
			}
			at.band(on, x, a, b, series(k).colour, edges)
			at.band(on, x, c, d, series(k).colour, edges)
		}
	}
	at.axes(on)
	for k := len(p.Models) - 1; k >= 0; k-- {
		var x, high, with []float64
		for _, t := range p.Models[k].Points {
			x, high, with = append(x, t.Threshold), append(high, t.HighRisk), append(with, t.Cases)
		}
		a, b := p.lines(k)
		at.curve(on, x, high, a)
		at.curve(on, x, with, b)
	}
}
