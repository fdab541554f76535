package figure

import (
	"fmt"
	"math"
	"strconv"

	"hcclab/hccp53/fault"
	"hcclab/hccp53/regression"
	"hcclab/hccp53/selection"
)

// Lasso draws how the penalty of the LASSO was chosen by deviance: see [LassoBy].
func Lasso(p *selection.Penalty, o Options) (*Figure, error) {
	return LassoBy(p, regression.Deviance, o)
}

// measures names what cross-validation compares, on an axis and in a sentence.
var measures = map[regression.Measure][2]string{
	regression.Deviance:          {"Binomial deviance", "binomial deviance"},
	regression.AUC:               {"AUC", "area under the ROC curve (AUC)"},
	regression.Misclassification: {"Share misclassified", "share of patients misclassified"},
}

// LassoBy draws how the penalty of the LASSO was chosen: on the left the
// cross-validated measure, held in p.Deviance, with its standard error, on the
// right the paths of the coefficients; the number of features stands on top. It
// returns [ErrEmpty], [ErrLength], [ErrNotFinite], and [ErrRange] for a place
// outside the path and for an unknown measure.
func LassoBy(p *selection.Penalty, by regression.Measure, o Options) (*Figure, error) {
	measure, known := measures[by]
	if !known {
		return nil, fault.New(ErrRange, "there is no measure %q", by).At("LASSO")
	}
	if err := checkPenalty(p); err != nil {
		return nil, err
	}
	logs := make([]float64, len(p.Lambda))
	var bounds, paths []float64
	for k, v := range p.Lambda {
		logs[k] = math.Log(v)
		bounds = append(bounds, p.Deviance[k]-p.SE[k], p.Deviance[k]+p.SE[k])
		paths = append(paths, p.PerSD[k]...)
	}
	const height, countSpace = 66.0, 4.2
	boxes := columns(2, 1, TwoColumns-1, height)
	x0, x1 := around(.02, logs...)
	x := axis{label: "ln λ", lo: x0, hi: x1, ticks: ticks(x0, x1, 7)}
	d0, d1 := around(.05, bounds...)
	c0, c1 := around(.05, paths...)
	deviance := newPanel(boxes[0], "Cross-validation", x, axis{label: measure[0] + " (mean ± SE)", lo: d0, hi: d1, ticks: ticks(d0, d1, 7)})
	coefficient := newPanel(boxes[1], "Coefficients", x, axis{label: "Coefficient per SD (log odds)", lo: c0, hi: c1, ticks: ticks(c0, c1, 7)})
	for _, p := range []*panel{&deviance, &coefficient} {
		p.data.y0 += countSpace
		p.over = countSpace
	}
	place := func(name string, k int) string {
		text := fmt.Sprintf("%s = %.3g, %s", name, p.Lambda[k], fault.Count(p.NonZero[k], "feature"))
		if k == p.Chosen {
			text += " (chosen)"
		}
		return text
	}
	key := newLegend(TwoColumns/2-4, entry{text: place("λ.min", p.Min), line: minLine}, entry{text: place("λ.1se", p.OneSE), line: oneSELine})
	paint := newLegend(TwoColumns/2-4, entry{text: "Features with a weight at the chosen λ", line: line{width: medium, colour: blue}}, entry{text: "Other features", line: line{width: thin, colour: grey}})
	return sheet{
		name: "lasso", title: "Choice of the LASSO penalty",
		caption: "Left: " + measure[1] + " by cross-validation on Training, mean and standard error over the folds, against the penalty λ. Right: coefficient of each feature per standard deviation. The numbers on top count the features with a coefficient other than 0.",
		width:   TwoColumns, height: height + key.height + 1.5,
		draw: func(on *pen) {
			for _, panel := range []panel{deviance, coefficient} {
				panel.axes(on)
				countsOnTop(on, panel, logs, p.NonZero)
				for _, v := range []struct {
					k int
					l line
				}{{p.Min, minLine}, {p.OneSE, oneSELine}} {
					on.line(panel.px(logs[v.k]), panel.data.y0, panel.px(logs[v.k]), panel.data.y1, v.l)
				}
			}
			drawDeviance(on, deviance, logs, p)
			drawPaths(on, coefficient, logs, p)
			key.draw(on, deviance.data.x0, height+.5)
			paint.draw(on, coefficient.data.x0, height+.5)
		},
	}.finish(o)
}

var (
	minLine   = line{medium, black, []float64{1.6, .8}}
	oneSELine = line{medium, black, []float64{.4, .6}}
)

func checkPenalty(p *selection.Penalty) error {
	wrong := func(kind error, format string, args ...any) error {
		return fault.New(kind, format, args...).At("LASSO")
	}
	if p == nil || len(p.Lambda) < 2 {
		return wrong(ErrEmpty, "fewer than two penalties")
	}
	n := len(p.Lambda)
	if len(p.Deviance) != n || len(p.SE) != n || len(p.NonZero) != n || len(p.PerSD) != n {
		return wrong(ErrLength, "%d penalties, %d deviances, %d standard errors, %d counts, %d rows of coefficients", n, len(p.Deviance), len(p.SE), len(p.NonZero), len(p.PerSD))
	}
	for _, k := range []int{p.Min, p.OneSE, p.Chosen} {
		if k < 0 || k >= n {
			return wrong(ErrRange, "place %d on a path of %d penalties", k, n)
		}
	}
	for k := range n {
		if !(p.Lambda[k] > 0) || !finite(p.Lambda[k], p.Deviance[k], p.SE[k]) || !finite(p.PerSD[k]...) {
			return wrong(ErrNotFinite, "penalty %d: λ %v, deviance %v ± %v", k+1, p.Lambda[k], p.Deviance[k], p.SE[k])
		}
		if len(p.PerSD[k]) != len(p.Columns) || len(p.Columns) == 0 {
			return wrong(ErrLength, "%d coefficients for %d features", len(p.PerSD[k]), len(p.Columns))
		}
	}
	return nil
}

// countsOnTop prints the number of features along the top, as many as have
// room.
func countsOnTop(on *pen, p panel, logs []float64, count []int) {
	const pitch = 9.0
	last := math.Inf(1)
	on.text(p.data.x1, p.data.y0-2.2-p.over, "Number of features:", letter{size: noteSize, anchor: right})
	for k, v := range logs { // λ falls, so from right to left
		if x := p.px(v); x <= last-pitch {
			on.text(x, p.data.y0-1, strconv.Itoa(count[k]), letter{size: noteSize, anchor: centre})
			last = x
		}
	}
}

func drawDeviance(on *pen, at panel, logs []float64, p *selection.Penalty) {
	var bars, dots path
	for k, v := range logs {
		x := at.px(v)
		low, high := at.py(p.Deviance[k]-p.SE[k]), at.py(p.Deviance[k]+p.SE[k])
		bars.polyline(point{x, low}, point{x, high})
		for _, y := range []float64{low, high} {
			bars.polyline(point{x - .4, y}, point{x + .4, y})
		}
		dots.disc(x, at.py(p.Deviance[k]), .5)
	}
	on.stroke(bars, rule(.15, grey))
	on.fill(dots, vermillion)
}

// drawPaths draws the coefficients by penalty; each path begins where the
// feature enters.
func drawPaths(on *pen, at panel, logs []float64, p *selection.Penalty) {
	on.line(at.data.x0, at.py(0), at.data.x1, at.py(0), rule(thin, black))
	for _, chosen := range []bool{false, true} { // the features of the score on top
		for j := range p.Columns {
			if (p.PerSD[p.Chosen][j] != 0) != chosen {
				continue
			}
			l := line{width: thin, colour: grey}
			if chosen {
				l = line{width: medium, colour: blue}
			}
			first := 0
			for first < len(logs)-1 && p.PerSD[first+1][j] == 0 {
				first++
			}
			var y []float64
			for k := first; k < len(logs); k++ {
				y = append(y, p.PerSD[k][j])
			}
			at.curve(on, logs[first:], y, l)
		}
	}
}
