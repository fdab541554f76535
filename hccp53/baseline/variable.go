package baseline

import (
	"cmp"
	"errors"
	"math"
	"slices"
	"strconv"
	"strings"

	"hcclab/hccp53/fault"
)

// The kinds of bad input.
var (
	// ErrVariable: a variable is neither numbers nor words, or both, or has no
	// name; or there is no variable.
	ErrVariable = errors.New("baseline: variable not usable")
	// ErrLength: variables and groups are not of the same patients.
	ErrLength = errors.New("baseline: lengths differ")
	// ErrLevel: a word that is none of the declared levels, or levels that are
	// none.
	ErrLevel = errors.New("baseline: level not known")
	// ErrNumber: a value is infinite, or not positive on a logarithmic scale.
	ErrNumber = errors.New("baseline: number not usable")
	// ErrGroup: a group that is not declared, or nobody is in any.
	ErrGroup = errors.New("baseline: group not usable")
	// ErrSetting: a setting that is not known, or that contradicts another.
	ErrSetting = errors.New("baseline: setting not known")
)

// Summary says how a numeric variable is described, and thereby how it is
// compared.
type Summary string

// The descriptions of numbers.
const (
	// Mean is mean ± standard deviation, and a test of means.
	Mean Summary = "mean"
	// Median is median (first to third quartile), and a test of ranks.
	Median Summary = "median"
	// Automatic is Mean where the values of every group (without groups: of all)
	// may be normal by the test of Shapiro & Wilk, p ≥ 0.05, and Median where one
	// may not, or where the test cannot tell: fewer than 3 values, more than 5000,
	// or a constant. A test of one test's premise by another is questionable;
	// better declare what is known of the variable.
	Automatic Summary = "automatic"
)

// Log10 is a [Variable.Scale].
const Log10 = "log10"

// Variable is one column of patients: either Numbers or Words, with one value a
// patient in the same order for all variables of a table.
type Variable struct {
	// Name is printed, with Unit in brackets where there is one.
	Name, Unit string
	// Numbers are the values of a numeric variable, NaN where missing.
	Numbers []float64
	// Summary says how Numbers are described; empty: as [Settings.Summary] says.
	Summary Summary
	// Scale is [Log10] where the standardised difference is to be taken of the
	// decimal logarithm of Numbers, which must be positive; else empty.
	Scale string
	// Words are the values of a categorical variable, empty where missing.
	Words []string
	// Levels are the words in the order of print. Nil: those found, numbers by
	// size and other words by the alphabet.
	Levels []string
	// Show is the level that has the line of the variable to itself, instead of a
	// line for each level: "Sex: male". It must be one of two levels. See also
	// [Settings.OneLine].
	Show string
}

// label returns the name with its unit.
func (v Variable) label() string {
	if v.Unit == "" {
		return v.Name
	}
	return v.Name + " (" + v.Unit + ")"
}

// numeric reports whether the variable holds numbers.
func (v Variable) numeric() bool { return v.Numbers != nil }

// len returns the number of patients.
func (v Variable) len() int { return max(len(v.Numbers), len(v.Words)) }

// check looks at the variable by itself.
func (v Variable) check() error {
	wrong := func(format string, args ...any) error {
		return fault.New(ErrVariable, format, args...).At("variable %q", v.Name)
	}
	switch {
	case strings.TrimSpace(v.Name) == "":
		return fault.New(ErrVariable, "a variable has no name").Try("name it as it is to be printed")
	case v.Numbers == nil && v.Words == nil:
		return wrong("it has neither numbers nor words")
	case v.Numbers != nil && v.Words != nil:
		return wrong("it has both numbers and words")
	case v.numeric() && (v.Levels != nil || v.Show != ""):
		return wrong("it is numeric and has levels")
	case !v.numeric() && (v.Summary != "" || v.Scale != ""):
		return wrong("it is categorical and has a summary or scale of numbers")
	case v.Scale != "" && v.Scale != Log10:
		return wrong("its scale is %q, which is neither empty nor %q", v.Scale, Log10)
	}
	for i, x := range v.Numbers {
		if math.IsInf(x, 0) || v.Scale == Log10 && x <= 0 {
			return fault.New(ErrNumber, "the value of patient %d is %v", i+1, x).At("variable %q", v.Name).
				Try("correct the value, or leave the scale empty")
		}
	}
	return nil
}

// levels returns the levels in the order of print.
func (v Variable) levels() ([]string, error) {
	if v.Levels != nil {
		for i, l := range v.Levels {
			if l == "" || slices.Contains(v.Levels[:i], l) {
				return nil, fault.New(ErrLevel, "level %d is %q, which is empty or there twice", i+1, l).At("variable %q", v.Name)
			}
		}
		for i, w := range v.Words {
			if w != "" && !slices.Contains(v.Levels, w) {
				return nil, fault.New(ErrLevel, "the value of patient %d is %q", i+1, w).At("variable %q", v.Name).
					Try("write one of %q", v.Levels)
			}
		}
		return v.Levels, nil
	}
	return found(v.Words), nil
}

// found returns the words that occur: numbers by size, then the rest by the
// alphabet.
func found(words []string) []string {
	seen := map[string]bool{}
	levels := []string{}
	for _, w := range words {
		if w != "" && !seen[w] {
			seen[w] = true
			levels = append(levels, w)
		}
	}
	slices.SortFunc(levels, func(a, b string) int {
		x, errX := strconv.ParseFloat(a, 64)
		y, errY := strconv.ParseFloat(b, 64)
		switch {
		case errX == nil && errY == nil && x != y:
			return cmp.Compare(x, y)
		case errX == nil && errY != nil:
			return -1
		case errX != nil && errY == nil:
			return 1
		}
		return strings.Compare(a, b)
	})
	return levels
}

// shown checks the level that is to have the line to itself.
func (v Variable) shown(levels []string) error {
	if len(levels) != 2 || !slices.Contains(levels, v.Show) {
		return fault.New(ErrLevel, "level %q is to be shown alone, of %q", v.Show, levels).At("variable %q", v.Name).
			Try("name one of two levels, or leave it empty")
	}
	return nil
}
