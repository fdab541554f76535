package nomogram

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"unicode/utf8"
)

// String prints the nomogram as print() of an rms nomogram does, with labels
// for names and without spaces at the ends of lines: the points of every mark
// to the nearest whole number, and the total points of each risk.
func (n *Nomogram) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "Points per unit of linear predictor: %s\n", alike(n.PointsPerLogOdds)[0])
	fmt.Fprintf(&b, "Linear predictor units per point   : %s\n\n", alike(1 / n.PointsPerLogOdds)[0])
	for _, a := range n.Axes {
		marks := a.Levels
		if marks == nil {
			marks = alike(a.Values...)
		}
		table(&b, false, []string{a.Label, "Points"}, marks, alike(whole(a.Points)...))
	}
	var total, risk []float64
	for _, t := range n.Risk {
		total, risk = append(total, t.Points), append(risk, t.Value)
	}
	table(&b, true, []string{"Total Points", "Risk"}, alike(whole(total)...), alike(risk...))
	return b.String()
}

func whole(v []float64) []float64 {
	w := make([]float64, len(v))
	for i := range v {
		w[i] = math.RoundToEven(v[i]) + 0 // +0: no negative zero
	}
	return w
}

// table prints columns below their headings, between empty lines, as R prints
// a matrix without row names.
func table(b *strings.Builder, right bool, heads []string, columns ...[]string) {
	b.WriteByte('\n')
	widths := make([]int, len(heads))
	for j, head := range heads {
		widths[j] = utf8.RuneCountInString(head)
		for _, cell := range columns[j] {
			widths[j] = max(widths[j], utf8.RuneCountInString(cell))
		}
	}
	line := func(cell func(j int) string) {
		var l strings.Builder
		for j := range heads {
			text := cell(j)
			space := strings.Repeat(" ", widths[j]-utf8.RuneCountInString(text))
			l.WriteByte(' ')
			if right {
				l.WriteString(space + text)
			} else {
				l.WriteString(text + space)
			}
		}
		b.WriteString(strings.TrimRight(l.String(), " ") + "\n")
	}
	line(func(j int) string { return heads[j] })
	for i := range columns[0] {
		line(func(j int) string { return columns[j][i] })
	}
	b.WriteByte('\n')
}

// alike prints numbers with the same number of decimals and in the same width,
// as format() of R does with its seven digits.
func alike(values ...float64) []string {
	const digits = 7
	decimals, significant, most := 0, 1, 1
	for _, v := range values {
		mantissa, exponent, _ := strings.Cut(strconv.FormatFloat(math.Abs(v), 'e', digits-1, 64), "e")
		e, _ := strconv.Atoi(exponent)
		mantissa = strings.TrimRight(strings.TrimRight(mantissa, "0"), ".")
		s := max(1, len(mantissa)-1)
		if len(mantissa) == 1 {
			s = 1
		}
		significant = max(significant, s)
		decimals = max(decimals, s-e-1)
		most = max(most, e+1)
	}
	fixed := most
	if decimals > 0 {
		fixed += decimals + 1
	}
	scientific := significant + 4
	if significant > 1 {
		scientific++
	}
	texts := make([]string, len(values))
	widest := 0
	for i, v := range values {
		if fixed <= scientific {
			texts[i] = strconv.FormatFloat(v, 'f', decimals, 64)
		} else {
			texts[i] = strconv.FormatFloat(v, 'e', significant-1, 64)
		}
		widest = max(widest, len(texts[i]))
	}
	for i := range texts {
		texts[i] = strings.Repeat(" ", widest-len(texts[i])) + texts[i]
	}
	return texts
}
