package figure

import (
	"fmt"
	"math"

	"hcclab/hccp53/fault"
	"hcclab/hccp53/nomogram"
)

// Nomogram draws a nomogram as rms does: the axis of points on top, one axis a
// term, below them total points and risk. With a patient, whose reading comes
// from [nomogram.Nomogram.Points], a mark on each axis and a column at the right
// show how the points add up. It returns [ErrEmpty], [ErrLength] when the reading
// is of another nomogram, and [ErrNotFinite].
func Nomogram(n *nomogram.Nomogram, patient *nomogram.Reading, o Options) (*Figure, error) {
	if err := checkNomogram(n, patient); err != nil {
		return nil, err
	}
	positive, _ := o.classes()
	const labelEnd = 44.0
	d := nomogramDrawing{n: n, patient: patient, x0: labelEnd + 2, x1: TwoColumns - 5, most: n.Total[len(n.Total)-1]}
	if patient != nil {
		d.x1 -= 14
	}
	points := make([]float64, 11)
	marks := make([]string, 11)
	for i := range points {
		points[i], marks[i] = float64(10*i), number(float64(10*i))
	}
	scales := []scale{{label: "Points", at: d.onPoints(points), marks: marks}}
	for k, a := range n.Axes {
		s := scale{label: a.Label, at: d.onPoints(a.Points), marks: a.Marks(), level: a.Levels != nil || len(a.Values) <= 3, sides: a.Sides()}
		if patient != nil {
			s.read, s.value = d.clampPoints(patient.Points[k]), decimal(patient.Points[k], 0)
		}
		scales = append(scales, s)
	}
	total := scale{label: "Total points", space: 2, slots: []int{-1}}
	for _, v := range n.Total {
		total.at, total.marks = append(total.at, d.onTotal(v)), append(total.marks, nomogram.Mark(v))
	}
	risk := scale{label: "Risk of " + positive, space: 1.5, level: true, slots: []int{1}}
	for _, t := range n.Risk {
		if t.Points >= 0 && t.Points <= d.most {
			risk.at, risk.marks = append(risk.at, d.onTotal(t.Points)), append(risk.marks, nomogram.Mark(t.Value))
		}
	}
	if patient != nil {
		total.read, total.value = d.clampTotal(patient.Total), decimal(patient.Total, 0)
		risk.read, risk.value = total.read, decimal(patient.Risk, 2)
	}
	scales = append(scales, total, risk)
	y := 1.0
	for i := range scales {
		y = scales[i].layOut(y, labelEnd)
	}
	d.scales = scales
	return sheet{
		name: "nomogram", title: "Nomogram",
		caption: d.caption(positive),
		width:   TwoColumns, height: y + 1, draw: d.draw,
	}.finish(o)
}

func checkNomogram(n *nomogram.Nomogram, patient *nomogram.Reading) error {
	if n == nil || len(n.Axes) == 0 || len(n.Total) < 2 {
		return fault.New(ErrEmpty, "the nomogram has no axes")
	}
	for _, a := range n.Axes {
		if len(a.Points) == 0 || len(a.Marks()) != len(a.Points) {
			return fault.New(ErrLength, "%d marks with %d points", len(a.Marks()), len(a.Points)).At("axis %q", a.Term)
		}
		if !finite(a.Points...) {
			return fault.New(ErrNotFinite, "the points are %v", a.Points).At("axis %q", a.Term)
		}
	}
	if patient == nil {
		return nil
	}
	if len(patient.Points) != len(n.Axes) {
		return fault.New(ErrLength, "the patient has %d terms, the nomogram %d", len(patient.Points), len(n.Axes))
	}
	if !finite(patient.Points...) || !finite(patient.Total, patient.Risk) {
		return fault.New(ErrNotFinite, "the patient has %v points, risk %v", patient.Points, patient.Risk)
	}
	return nil
}

// nomogramDrawing places points between x0 and x1, and total points up to most.
type nomogramDrawing struct {
	n            *nomogram.Nomogram
	patient      *nomogram.Reading
	x0, x1, most float64
	scales       []scale
}

func (d nomogramDrawing) onPoints(points []float64) []float64 {
	x := make([]float64, len(points))
	for i, p := range points {
		x[i] = d.x0 + p/100*(d.x1-d.x0)
	}
	return x
}

func (d nomogramDrawing) onTotal(points float64) float64 { return d.x0 + points/d.most*(d.x1-d.x0) }

func (d nomogramDrawing) clampPoints(p float64) *float64 {
	x := d.onPoints([]float64{math.Min(100, math.Max(0, p))})[0]
	return &x
}

func (d nomogramDrawing) clampTotal(p float64) *float64 {
	x := d.onTotal(math.Min(d.most, math.Max(0, p)))
	return &x
}

func (d nomogramDrawing) caption(positive string) string {
	text := "For each variable read the points above its value, add them up, and read the risk of " + positive + " below the total."
	if d.patient != nil {
		text += fmt.Sprintf(" The marks show one patient: %s points, risk %s", decimal(d.patient.Total, 0), decimal(d.patient.Risk, 2))
		if d.patient.CI != nil {
			text += fmt.Sprintf(" (95 %% CI %s)", interval(*d.patient.CI, 2))
		}
		text += "."
		if len(d.patient.OutOfRange) > 0 {
			text += " Values outside the range of the training patients are marked at the end of their axis."
		}
	}
	return text
}

func (d nomogramDrawing) draw(on *pen) {
	for _, s := range d.scales {
		s.draw(on, d.x1+15)
	}
	if d.patient == nil {
		return
	}
	on.text(d.x1+15, d.scales[0].y, "Patient", letter{size: noteSize, bold: true, colour: vermillion, anchor: right, rise: middle})
	total, risk := d.scales[len(d.scales)-2], d.scales[len(d.scales)-1]
	on.line(*total.read, total.y+1, *risk.read, risk.y-1, line{edge, vermillion, []float64{.8, .5}})
}
