package filter

import (
	_ "embed"
	"slices"
	"strconv"
	"strings"
	"sync"

	"hcclab/hccp53/fault"
)

//go:embed bank.txt
var bankText string

// filterPair are the decomposition filters of a wavelet.
type filterPair struct{ lo, hi []float64 }

var banks = sync.OnceValue(func() map[string]filterPair {
	all := map[string]filterPair{}
	for line := range strings.Lines(bankText) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		name, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
		low, high, both := strings.Cut(rest, "|")
		p := filterPair{lo: numbers(low)}
		if both {
			p.hi = numbers(high)
		} else {
			p.hi = quadrature(p.lo)
		}
		all[name] = p
	}
	return all
})

// quadrature returns the high-pass filter of an orthogonal wavelet.
func quadrature(lo []float64) []float64 {
	hi := make([]float64, len(lo))
	sign := -1.0
	for k := range hi {
		hi[k] = sign * lo[len(lo)-1-k]
		sign = -sign
	}
	return hi
}

func numbers(text string) []float64 {
	var all []float64
	for _, word := range strings.Fields(text) {
		x, err := strconv.ParseFloat(word, 64)
		if err != nil {
			panic("filter: bank.txt is spoilt: " + err.Error())
		}
		all = append(all, x)
	}
	return all
}

// Bank returns the low- and high-pass decomposition filters of a wavelet, dec_lo
// and dec_hi of PyWavelets, such as "haar", "db2", "coif1" or "bior2.2". The
// caller may change them. The error is [ErrSettings] for an unknown name.
func Bank(wavelet string) (lo, hi []float64, err error) {
	p, ok := banks()[wavelet]
	if !ok {
		return nil, nil, fault.New(ErrSettings, "wavelet %q is unknown", brief(wavelet)).
			Try("use a discrete wavelet by its name in PyWavelets, such as haar, db2, sym4, coif1 or bior2.2")
	}
	return slices.Clone(p.lo), slices.Clone(p.hi), nil
}

// brief bounds what a message quotes.
func brief(word string) string {
	if letters := []rune(word); len(letters) > 40 {
		return string(letters[:40]) + "…"
	}
	return word
}
