package baseline

import (
	"errors"
	"fmt"
	"math"
	"strings"

	"hcclab/hccp53/fault"
	"hcclab/hccp53/inference"
)

// compare fills in test and standardised difference of the groups that have
// values, and notes what is not defined.
func (r *Row) compare(c compared, s split, settings Settings) {
	if len(c.names) < 2 {
		if !settings.OmitTests || !settings.OmitSMD {
			r.note("not compared: %s", fewer(c.names))
		}
		return
	}
	if len(c.absent) > 0 && (!settings.OmitTests || !settings.OmitSMD) {
		r.note("compared without %s, where no value is known", strings.Join(c.absent, " and "))
	}
	if !settings.OmitTests {
		test, err := r.test(c, settings)
		if err != nil {
			r.note("no %s test: %s", test.Name, reason(err, settings))
		} else {
			test.Adjusted = inference.Number(math.NaN())
			r.Test = &test
		}
	}
	if settings.OmitSMD {
		return
	}
	smd, err := r.difference(c, len(s.groups()) == 2)
	if err != nil {
		r.note("no standardised difference: %s", reason(err, settings))
		return
	}
	r.SMD = inference.Number(smd)
}

// fewer says which of the groups are too few.
func fewer(names []string) string {
	if len(names) == 0 {
		return "no value is known"
	}
	return "values are known only in " + names[0]
}

func (r *Row) note(format string, args ...any) {
	r.Notes = append(r.Notes, fmt.Sprintf(format, args...))
}

// reason returns what went wrong without the advice, and, where small counts are
// masked, without numbers.
func reason(err error, settings Settings) string {
	var f *fault.Error
	switch {
	case settings.MaskBelow > 1:
		_, what, _ := strings.Cut(kind(err).Error(), ": ")
		return what
	case errors.As(err, &f):
		return f.What
	}
	return err.Error()
}

// kind returns the sentinel of an error.
func kind(err error) error {
	var f *fault.Error
	if errors.As(err, &f) {
		return f.Kind
	}
	return err
}

// test makes the test that belongs to the summary. Its name is set even if it is
// not defined.
func (r *Row) test(c compared, settings Settings) (Test, error) {
	switch {
	case r.categorical():
		return r.testCounts(c.counts, settings)
	case r.Summary == Median && len(c.values) == 2:
		u, err := inference.MannWhitney(c.values[0], c.values[1])
		return Test{Name: "Mann–Whitney", Statistic: inference.Number(u.U), P: u.P}, err
	case r.Summary == Median:
		h, err := inference.KruskalWallis(c.values)
		return Test{Name: "Kruskal–Wallis", Statistic: inference.Number(h.H), DF: []float64{float64(h.DF)}, P: h.P}, err
	case len(c.values) == 2 && settings.EqualVariances:
		s, err := inference.Student(c.values[0], c.values[1])
		return Test{Name: "Student t", Statistic: inference.Number(s.T), DF: []float64{s.DF}, P: s.P}, err
	case len(c.values) == 2:
		w, err := inference.Welch(c.values[0], c.values[1])
		return Test{Name: "Welch t", Statistic: inference.Number(w.T), DF: []float64{w.DF}, P: w.P}, err
	}
	name := "Welch ANOVA"
	if settings.EqualVariances {
		name = "ANOVA"
	}
	f, err := inference.OneWay(c.values, settings.EqualVariances)
	return Test{Name: name, Statistic: inference.Number(f.F), DF: f.DF[:], P: f.P}, err
}

// testCounts makes the chi-square test, or Fisher's where an expected count is
// below 5.
func (r *Row) testCounts(counts [][]int, settings Settings) (Test, error) {
	chi, err := inference.ChiSquare(counts, settings.Yates)
	test := Test{Name: "chi-square", Statistic: inference.Number(chi.X2), DF: []float64{float64(chi.DF)}, P: chi.P}
	if err != nil || chi.Small == 0 {
		return test, err
	}
	exact, err := inference.Fisher(counts)
	if errors.Is(err, inference.ErrTableTooLarge) {
		r.note("chi-square test although an expected count is below 5, as the exact test would take too long")
		return test, nil
	}
	return Test{Name: "Fisher", Statistic: inference.Number(math.NaN()), P: exact.P}, err
}

// difference returns the standardised difference of two groups, or the largest
// of all pairs without its sign, in a table of more. All pairs must have one.
func (r *Row) difference(c compared, two bool) (float64, error) {
	pair := func(i, k int) (float64, error) {
		if r.categorical() {
			return inference.SMDLevels(c.counts[i], c.counts[k])
		}
		return inference.SMD(r.onScale(c.values[i]), r.onScale(c.values[k]))
	}
	if two {
		return pair(0, 1)
	}
	largest := 0.0
	for k := range c.names {
		for i := range k {
			d, err := pair(i, k)
			if err != nil {
				return 0, fault.Wrap(kind(err), err, "%s and %s: %s", c.names[i], c.names[k], reason(err, Settings{}))
			}
			largest = math.Max(largest, math.Abs(d))
		}
	}
	return largest, nil
}

// onScale returns the values on the scale of the standardised difference.
func (r *Row) onScale(values []float64) []float64 {
	if r.Scale != Log10 {
		return values
	}
	logs := make([]float64, len(values))
	for i, v := range values {
		logs[i] = math.Log10(v)
	}
	return logs
}
