package figure

import (
	"fmt"
	"math"

	"hcclab/hccp53/fault"
)

// Epoch is one pass of a network over its patients.
type Epoch struct {
	Number   int     // from 1
	Loss     float64 // on the patients fitted
	StopLoss float64 // on the patients set aside
	StopAUC  float64
}

// TrainingRun is the training of one network in one fold.
type TrainingRun struct {
	Network string // such as "MC ResNet34"
	Fold    int    // from 1
	Best    int    // number of the epoch that was kept
	Epochs  []Epoch
}

// History draws how networks learnt: loss on the patients fitted (dashed) and
// on those set aside (solid), and the AUC on the latter, by epoch; one row a
// network, one colour a fold, the epoch that was kept marked. It returns
// [ErrEmpty], [ErrNotFinite] and, when the best epoch is not among those run,
// [ErrRange].
func History(all []TrainingRun, o Options) (*Figure, error) {
	if len(all) == 0 {
		return nil, fault.New(ErrEmpty, "no training run")
	}
	var networks []string
	byNetwork := map[string][]TrainingRun{}
	for _, r := range all {
		if err := r.check(); err != nil {
			return nil, err
		}
		if byNetwork[r.Network] == nil {
			networks = append(networks, r.Network)
		}
		byNetwork[r.Network] = append(byNetwork[r.Network], r)
	}
	var rows []historyRow
	y := 0.0
	for _, name := range networks {
		row := newHistoryRow(name, byNetwork[name], y)
		rows = append(rows, row)
		y = row.end
	}
	key := newLegends(3, TwoColumns-2,
		entry{text: "Patients set aside for stopping", line: line{width: medium, colour: black}},
		entry{text: "Patients fitted", line: line{width: medium, colour: black, dash: fittedDash}},
		entry{text: "Epoch that was kept", line: line{colour: black}, marks: true})
	return sheet{
		name: "history", title: "Training of the networks",
		caption: "Loss (mean binary cross-entropy) and AUC by epoch, one colour a fold. Training stopped by the loss on patients of the training arm that were set aside; the dot marks the epoch whose weights were kept.",
		width:   TwoColumns, height: y + key.height() + 1,
		draw: func(on *pen) {
			for _, row := range rows {
				row.draw(on)
			}
			key.draw(on, 2, y)
		},
	}.finish(o)
}

var fittedDash = []float64{1, .7}

func (r TrainingRun) check() error {
	wrong := func(kind error, format string, args ...any) error {
		return fault.New(kind, format, args...).At("training of %s, fold %d", r.Network, r.Fold)
	}
	if len(r.Epochs) == 0 {
		return wrong(ErrEmpty, "no epoch was run")
	}
	for _, e := range r.Epochs {
		if !finite(e.Loss, e.StopLoss, e.StopAUC) {
			return wrong(ErrNotFinite, "epoch %d: loss %v, %v, AUC %v", e.Number, e.Loss, e.StopLoss, e.StopAUC)
		}
	}
	if r.Best < 1 || r.kept().Number != r.Best {
		return wrong(ErrRange, "the best epoch %d is not among the %d run", r.Best, len(r.Epochs))
	}
	return nil
}

// kept returns the best epoch, or the zero Epoch if it is not there.
func (r TrainingRun) kept() Epoch {
	for _, e := range r.Epochs {
		if e.Number == r.Best {
			return e
		}
	}
	return Epoch{}
}

// historyRow holds the two panels of one network.
type historyRow struct {
	runs      []TrainingRun
	loss, auc panel
	key       legend
	end       float64
}

func newHistoryRow(name string, runs []TrainingRun, y float64) historyRow {
	const height, keyWidth = 50.0, 48.0
	var losses []float64
	low, last := .5, 1
	var entries []entry
	for i, r := range runs {
		for _, e := range r.Epochs {
			losses = append(losses, e.Loss, e.StopLoss)
			low, last = math.Min(low, e.StopAUC), max(last, e.Number)
		}
		entries = append(entries, entry{text: fmt.Sprintf("Fold %d: %s, best %d", r.Fold, fault.Count(len(r.Epochs), "epoch"), r.Best), line: foldLine(i), marks: true, shape: i})
	}
	lo, hi := around(.04, losses...)
	low = math.Max(0, low-.03)
	boxes := columns(2, 1, TwoColumns-1-keyWidth, height)
	x := axis{label: "Epoch", lo: 0, hi: float64(last) + .5, ticks: wholeTicks(0, last, 7)}
	row := historyRow{
		runs: runs, key: newLegend(keyWidth-4, entries...),
		loss: newPanel(boxes[0], name, x, axis{label: "Loss (cross-entropy)", lo: lo, hi: hi, ticks: ticks(lo, hi, 6)}),
		auc:  newPanel(boxes[1], "", x, axis{label: "AUC, patients set aside", lo: low, hi: 1, ticks: ticks(low, 1, 6)}),
	}
	row.auc.data.y0 = row.loss.data.y0
	for _, p := range []*panel{&row.loss, &row.auc} {
		p.data.y0 += y
		p.data.y1 += y
	}
	row.end = y + math.Max(height, row.key.height+titleSpace) + 2
	return row
}

// foldLine is the line of a fold: solid, for dashes tell which patients.
func foldLine(i int) line { return line{width: medium, colour: series(i).colour} }

func (h historyRow) draw(on *pen) {
	h.loss.axes(on)
	h.auc.axes(on)
	for i, r := range h.runs {
		var epoch, fitted, stop, auc []float64
		for _, e := range r.Epochs {
			epoch = append(epoch, float64(e.Number))
			fitted, stop, auc = append(fitted, e.Loss), append(stop, e.StopLoss), append(auc, e.StopAUC)
		}
		l := foldLine(i)
		dashed := l
		dashed.dash = fittedDash
		h.loss.curve(on, epoch, fitted, dashed)
		h.loss.curve(on, epoch, stop, l)
		h.auc.curve(on, epoch, auc, l)
	}
	for i, r := range h.runs { // the marks lie on all lines
		kept := r.kept()
		var marks path
		mark(&marks, i, h.loss.px(float64(kept.Number)), h.loss.py(kept.StopLoss), 1)
		mark(&marks, i, h.auc.px(float64(kept.Number)), h.auc.py(kept.StopAUC), 1)
		on.fill(marks, foldLine(i).colour)
		on.stroke(marks, rule(.1, white))
	}
	h.key.draw(on, h.auc.data.x1+3, h.loss.data.y0)
}
