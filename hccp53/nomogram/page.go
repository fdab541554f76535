package nomogram

import (
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"math"
	"slices"
	"strings"

	"hcclab/hccp53/fault"
)

//go:embed page.html
var pageHTML string

//go:embed page.css
var pageCSS string

//go:embed page.js
var pageJS string

var page = template.Must(template.New("page").Parse(pageHTML))

// PageOptions say what stands on the web page of a nomogram beside the model.
// The zero value will do.
type PageOptions struct {
	// Title is the heading; empty: "Nomogram".
	Title string
	// Outcome is what the risk is of, such as "P53 mutation"; empty: "the outcome".
	Outcome string
	// Simulated says on the page that the patients are not real.
	Simulated bool
	// AUC says how well the model tells the classes apart, one entry a set of
	// patients.
	AUC []PageAUC
	// Notes are further sentences about the model, such as that its p values are
	// not adjusted for selection.
	Notes []string
	// Terms say how a number is entered, by the name of its term.
	Terms map[string]PageTerm
}

// PageAUC is an area under the ROC curve with its 95 % interval. An interval
// from 0 to 0 is not printed.
type PageAUC struct {
	Set string // such as "Training" or "Validation"
	AUC float64
	CI  [2]float64
}

// PageTerm says how a number is entered.
type PageTerm struct {
	// Label stands for the label of the axis, where what is entered differs from
	// it, as "AFP (ng/mL)" from "AFP (log10 ng/mL)".
	Label string
	// Log10: the model has the decimal logarithm of what is entered.
	Log10 bool
	// Step is the step of the slider, on the scale of the model; 0: 1 for a column
	// of whole numbers, otherwise a round number near a two-hundredth of the axis.
	Step float64
}

// Page writes the nomogram as a web page: one file that needs no server, asks
// nothing of the network (its content policy forbids it) and works from disk,
// on a phone, and with the keyboard alone. Every number has a slider and a
// field, every factor buttons or a menu. The patient is drawn on the axes, down
// to total points and risk; the risk stands with its 95 % interval where the
// nomogram has a covariance (see [Reading]). A value outside the range of the
// training patients brings a warning. A table of points for printing, the
// equation and the coefficients follow. The page always says that it is for
// research only.
//
// The page computes what [Nomogram.Points] computes, to the last digits. It
// holds coefficients and ranges, and no patient: the smallest and largest value
// of each number are on it. The bytes depend on nothing but n and o.
//
// It returns [ErrPage] for an AUC that is none and for a logarithm of a term
// that is not a number, and the errors of w.
func (n *Nomogram) Page(w io.Writer, o PageOptions) error {
	if len(n.Axes) == 0 || len(n.Axes) != len(n.Model.Terms) {
		return fault.New(ErrPage, "the nomogram has %d axes for %d terms", len(n.Axes), len(n.Model.Terms)).Try("make it with nomogram.New")
	}
	p := pageContent{
		Title: o.Title, Outcome: o.Outcome, Simulated: o.Simulated, Warnings: warnings(n.Warnings), Notes: o.Notes,
		N: n.N, Cases: n.Cases, Interval: n.Covariance != nil,
		Style: template.CSS(pageCSS), Script: template.JS(pageJS),
	}
	if p.Title == "" {
		p.Title = "Nomogram"
	}
	if p.Outcome == "" {
		p.Outcome = "the outcome"
	}
	for _, a := range o.AUC {
		text, err := a.sentence()
		if err != nil {
			return err
		}
		p.AUC = append(p.AUC, text)
	}
	for name, t := range o.Terms {
		k := slices.IndexFunc(n.Axes, func(a Axis) bool { return a.Term == name })
		if k < 0 {
			continue // a term that the model did not choose
		}
		if n.Axes[k].Levels != nil && (t.Log10 || t.Step != 0) {
			return fault.New(ErrPage, "%q is a factor and cannot be entered as a number", name)
		}
		if math.IsNaN(t.Step) || math.IsInf(t.Step, 0) || t.Step < 0 {
			return fault.New(ErrPage, "the step is %v", t.Step).At("%s", n.Axes[k].Label).Try("give a positive step, or 0 for one that fits")
		}
	}
	for k := range n.Axes {
		p.Terms = append(p.Terms, n.pageTerm(k, o.Terms[n.Axes[k].Term]))
	}
	for _, t := range n.Risk {
		p.Risk = append(p.Risk, pageMark{Text: Mark(t.Value), Points: t.Points})
	}
	p.describe(n)
	p.Model = n.pageModel(p)
	if err := page.Execute(w, p); err != nil {
		return fmt.Errorf("nomogram: page: %w", err)
	}
	return nil
}

// warnings turns those of a fit into sentences for the page.
func warnings(of []string) []string {
	var sentences []string
	for _, w := range of {
		sentences = append(sentences, "Warning of the fit: "+strings.TrimSuffix(w, ".")+".")
	}
	return sentences
}

func (a PageAUC) sentence() (string, error) {
	for _, v := range []float64{a.AUC, a.CI[0], a.CI[1]} {
		if !(v >= 0 && v <= 1) {
			return "", fault.New(ErrPage, "the AUC is %v (%v to %v)", a.AUC, a.CI[0], a.CI[1]).At("%s", a.Set).Try("give numbers from 0 to 1")
		}
	}
	text := fmt.Sprintf("AUC %.3f", a.AUC)
	if a.Set != "" {
		text = a.Set + ": " + text
	}
	if a.CI != [2]float64{} {
		text += fmt.Sprintf(" (95 %% CI %.3f to %.3f)", a.CI[0], a.CI[1])
	}
	return text + ".", nil
}
