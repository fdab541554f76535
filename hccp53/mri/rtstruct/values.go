package rtstruct

import (
	"math"
	"strconv"
	"strings"

	"hcclab/hccp53/mri/internal/dcm"
)

// plain returns the text of an element of plain ASCII. It reads the bytes, so
// that the thousands of points beside it are not decoded with it.
func plain(d *dcm.DataSet, tag dcm.Tag) string {
	e := d.Find(tag)
	if e == nil {
		return ""
	}
	return strings.Trim(string(e.Value), " \x00")
}

// integer returns a number that is stated as text. Ok is false when it is
// absent, negative or no whole number.
func integer(d *dcm.DataSet, tag dcm.Tag) (n int, ok bool) {
	n, err := strconv.Atoi(plain(d, tag))
	return n, err == nil && n >= 0 && n <= math.MaxInt32
}

// points reads a list of decimal numbers, parted by backslashes, as points. Ok
// is false unless all are finite numbers and their count is that of points.
func points(b []byte) (p [][3]float64, ok bool) {
	text := strings.TrimRight(string(b), " \x00")
	n := strings.Count(text, `\`) + 1
	if text == "" || n%3 != 0 {
		return nil, false
	}
	p = make([][3]float64, n/3)
	for i := range n {
		word, rest, _ := strings.Cut(text, `\`)
		text = rest
		x, err := strconv.ParseFloat(strings.TrimSpace(word), 64)
		// The range is that of DS as float; no patient is a kilometre long.
		if err != nil || !(math.Abs(x) <= 1e6) || strings.ContainsAny(word, "xXpP_") {
			return nil, false
		}
		p[i/3][i%3] = x
	}
	return p, true
}
