package regression

import (
	"cmp"
	"runtime"
	"slices"
	"strings"
	"sync"

	"hcclab/hccp53/fault"
)

// Frequencies say how often a selection comes out the same on resamples: how
// much of it is the data, and how much is chance (Sauerbrei & Schumacher 1992;
// Heinze, Wallisch & Dunkler 2018).
type Frequencies struct {
	// Resamples is the number of resamples given, Used of those that gave a model;
	// Failed lists the others.
	Resamples, Used int
	Failed          []FailedResample
	// Terms has a line for each candidate, in their order.
	Terms []Frequency
	// Models are the sets of terms that were selected, the most frequent first.
	Models []ModelFrequency
}

// FailedResample is a resample that gave no usable model.
type FailedResample struct {
	Resample int // from 0
	Reason   string
}

// Frequency counts one candidate.
type Frequency struct {
	Term  string
	Count int
	// Share is Count over Used.
	Share float64
}

// ModelFrequency counts one set of terms.
type ModelFrequency struct {
	Terms []string // in the order of the candidates
	Count int
}

// Select selects among candidates on the given patients (rows from 0, who may
// repeat) and returns what stays. It is called from several goroutines at once.
type Select func(rows []int) ([]string, error)

// SelectionFrequency repeats a selection on each resample; see [Resamples]. It
// returns [ErrResample] without resamples and [ErrNoModel] if none could be used.
func SelectionFrequency(candidates []string, resamples [][]int, choose Select) (*Frequencies, error) {
	if len(resamples) == 0 {
		return nil, fault.New(ErrResample, "there are no resamples").Try("ask for some; 200 is usual")
	}
	chosen := make([][]string, len(resamples))
	errs := make([]error, len(resamples))
	forEach(len(resamples), func(b int) { chosen[b], errs[b] = choose(resamples[b]) })
	f := &Frequencies{Resamples: len(resamples)}
	count := map[string]int{}
	models := map[string]int{}
	for b, terms := range chosen {
		if errs[b] != nil {
			f.Failed = append(f.Failed, FailedResample{Resample: b, Reason: errs[b].Error()})
			continue
		}
		f.Used++
		var key []string
		for _, c := range candidates {
			if slices.Contains(terms, c) {
				count[c]++
				key = append(key, c)
			}
		}
		models[strings.Join(key, "\x00")]++
	}
	if f.Used == 0 {
		return nil, fault.New(ErrNoModel, "none of %d resamples gave a model; the first: %s", len(resamples), f.Failed[0].Reason)
	}
	for _, c := range candidates {
		f.Terms = append(f.Terms, Frequency{Term: c, Count: count[c], Share: float64(count[c]) / float64(f.Used)})
	}
	for key, n := range models {
		m := ModelFrequency{Count: n, Terms: []string{}}
		if key != "" {
			m.Terms = strings.Split(key, "\x00")
		}
		f.Models = append(f.Models, m)
	}
	slices.SortFunc(f.Models, func(a, b ModelFrequency) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), slices.Compare(a.Terms, b.Terms))
	})
	return f, nil
}

// StepwiseSelect repeats [Stepwise]. A resample in which a factor has a single
// level left, or one class of outcome, fails and is counted.
func StepwiseSelect(outcome []bool, terms []Term, direction Direction, criterion Criterion) Select {
	return func(rows []int) ([]string, error) {
		search, err := Stepwise(pick(outcome, rows), Rows(terms, rows), direction, criterion)
		if err != nil {
			return nil, err
		}
		return search.Path[len(search.Path)-1].Terms, nil
	}
}

// LassoSelect repeats [LassoCV]: the columns, by their names, with a coefficient
// other than 0 at the penalty with the best mean, or at that within one standard
// error with oneSE. A patient who was drawn more than once stays in the fold of
// folds, so that no one is judged by a model that has seen them.
func LassoSelect(outcome []bool, names []string, columns [][]float64, folds []int, options LassoOptions, oneSE bool) Select {
	return func(rows []int) ([]string, error) {
		drawn := make([][]float64, len(columns))
		for j, c := range columns {
			drawn[j] = pick(c, rows)
		}
		cv, err := LassoCV(pick(outcome, rows), drawn, pick(folds, rows), options)
		if err != nil {
			return nil, err
		}
		k := cv.Min
		if oneSE {
			k = cv.OneSE
		}
		var kept []string
		for j, b := range cv.Path.Coefficients[k] {
			if b != 0 {
				kept = append(kept, names[j])
			}
		}
		return kept, nil
	}
}

func pick[T any](values []T, rows []int) []T {
	out := make([]T, len(rows))
	for i, r := range rows {
		out[i] = values[r]
	}
	return out
}

// forEach calls f for 0 to n-1 on as many goroutines as there are processors.
func forEach(n int, f func(i int)) {
	var workers sync.WaitGroup
	next := make(chan int)
	for range min(runtime.GOMAXPROCS(0), n) {
		workers.Add(1)
		go func() {
			defer workers.Done()
			for i := range next {
				f(i)
			}
		}()
	}
	for i := range n {
		next <- i
	}
	close(next)
	workers.Wait()
}
