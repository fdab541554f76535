package figure

import (
	"fmt"
	"math"

	"hcclab/hccp53/fault"
	"hcclab/hccp53/performance"
)

// ROCCurve is one model on one set of patients.
type ROCCurve struct {
	Model string
	Curve *performance.ROC
	AUC   performance.DeLongResult
	// Band is a pointwise 95 % band of the sensitivity by specificity, from
	// [performance.SensitivityBand]; nil draws none.
	Band *performance.Band
}

// ROCPanel is one set of patients, such as "Training" or "Validation".
type ROCPanel struct {
	// Title stands above the panel; it may be empty where there is one panel.
	Title  string
	Curves []ROCCurve
}

// ROC draws receiver operating characteristic curves, one panel a set of
// patients, with AUC, its 95 % interval and the number of patients below. One
// panel takes one column, two or three take two. It returns [ErrEmpty] without a
// curve, [ErrLength] when curve and AUC are of different patients, [ErrOneClass]
// and [ErrNotFinite].
func ROC(panels []ROCPanel, o Options) (*Figure, error) {
	if err := someOf("panel", len(panels), 3); err != nil {
		return nil, err
	}
	w := pageWidth(len(panels))
	boxes := columns(len(panels), 1, w-1, 0)
	side := 0.0
	var laid []panel
	var legends []legend
	for i, p := range panels {
		if err := p.check(); err != nil {
			return nil, err
		}
		shares := ticks(0, 1, 6)
		one := newPanel(boxes[i], p.Title,
			axis{label: "1 − specificity", lo: 0, hi: 1, ticks: shares},
			axis{label: "Sensitivity", lo: 0, hi: 1, ticks: shares})
		side = math.Max(side, one.data.width())
		laid = append(laid, one)
		legends = append(legends, p.legend(boxes[i].width()-2))
	}
	below, tallest := 0.0, 0.0
	for i := range laid {
		laid[i].data.y1 = laid[i].data.y0 + side
		below = laid[i].data.y1 + laid[i].x.bottomSpace() + 1
		tallest = math.Max(tallest, legends[i].height)
	}
	return sheet{
		name: "roc", title: "Receiver operating characteristic curves",
		caption: "Sensitivity against 1 − specificity at every cut-off. The legend gives the area under the curve (AUC) with its 95 % interval by DeLong and the number of patients. The grey diagonal is chance." + bandCaption(panels),
		width:   w, height: below + tallest + 1,
		draw: func(on *pen) {
			for i, p := range laid {
				panels[i].bands(on, p)
				p.axes(on)
				on.line(p.px(0), p.py(0), p.px(1), p.py(1), line{thin, grey, []float64{1, 1}})
				for k, c := range panels[i].Curves {
					var x, y []float64
					for _, at := range c.Curve.Points {
						x, y = append(x, 1-at.Specificity), append(y, at.Sensitivity)
					}
					p.curve(on, x, y, series(k))
				}
				legends[i].draw(on, boxes[i].x0+1, below)
			}
		},
	}.finish(o)
}

func (p ROCPanel) check() error {
	if len(p.Curves) == 0 {
		return fault.New(ErrEmpty, "no curve").At("ROC panel %q", p.Title)
	}
	for _, c := range p.Curves {
		wrong := func(kind error, format string, args ...any) error {
			return fault.New(kind, format, args...).At("ROC curve %q", c.Model)
		}
		switch {
		case c.Curve == nil || len(c.Curve.Points) == 0:
			return wrong(ErrEmpty, "the curve has no points")
		case c.Curve.Cases == 0 || c.Curve.Controls == 0:
			return wrong(ErrOneClass, "%d cases and %d controls", c.Curve.Cases, c.Curve.Controls)
		case c.AUC.Cases != c.Curve.Cases || c.AUC.Controls != c.Curve.Controls:
			return wrong(ErrLength, "the AUC is of %d and %d patients, the curve of %d and %d", c.AUC.Cases, c.AUC.Controls, c.Curve.Cases, c.Curve.Controls)
		case !finite(c.AUC.AUC, c.AUC.CI[0], c.AUC.CI[1]):
			return wrong(ErrNotFinite, "the AUC is %v (%v to %v)", c.AUC.AUC, c.AUC.CI[0], c.AUC.CI[1])
		}
		if err := checkBand(c.Band, "ROC curve "+c.Model); err != nil {
			return err
		}
		for _, at := range c.Curve.Points {
			if !finite(at.Sensitivity, at.Specificity) {
				return wrong(ErrNotFinite, "a point of the curve is not a number")
			}
		}
	}
	return nil
}

func (p ROCPanel) legend(most float64) legend {
	var entries []entry
	for k, c := range p.Curves {
		text := fmt.Sprintf("%s: AUC %s (95 %% CI %s), n = %d", c.Model, decimal(c.AUC.AUC, 3), interval(c.AUC.CI, 3), c.AUC.Cases+c.AUC.Controls)
		entries = append(entries, entry{text: text, line: series(k)})
	}
	if resamples := p.resamples(); resamples > 0 {
		entries = append(entries, entry{text: fmt.Sprintf("Pointwise 95 %% band, %d resamples", resamples), patch: &bandPatch})
	}
	return newLegend(most, entries...)
}

// bandPatch stands for the bands of all colours in a legend.
var bandPatch = tint(grey, .4)

// bands draws the bands of the panel, the first on top.
func (p ROCPanel) bands(on *pen, at panel) {
	for _, edges := range []bool{false, true} {
		for k := len(p.Curves) - 1; k >= 0; k-- {
			if p.Curves[k].Band == nil {
				continue
			}
			x, low, high := columnsOf(p.Curves[k].Band)
			for i := range x {
				x[i] = 1 - x[i]
			}
			at.band(on, x, low, high, series(k).colour, edges)
		}
	}
}

// resamples is the number of resamples of the bands, 0 without.
func (p ROCPanel) resamples() int {
	for _, c := range p.Curves {
		if c.Band != nil {
			return c.Band.Used
		}
	}
	return 0
}

func bandCaption(panels []ROCPanel) string {
	for _, p := range panels {
		if p.resamples() > 0 {
			return " A band holds at each specificity by itself (bootstrap percentiles), not for the whole curve at once."
		}
	}
	return ""
}
