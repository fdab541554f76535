package regression_test

import (
	"math"
	"slices"
	"testing"

	"hcclab/hccp53/regression"
)

// value is the criterion of a model fitted by Logistic.
func value(t *testing.T, y []bool, terms []regression.Term, names []string, penalty float64) float64 {
	t.Helper()
	var chosen []regression.Term
	for _, name := range names {
		chosen = append(chosen, terms[slices.IndexFunc(terms, func(u regression.Term) bool { return u.Name == name })])
	}
	f := fit(t, y, chosen)
	return f.Deviance + penalty*float64(f.Rank)
}

// Each search makes the best move at each step and ends where none helps; each
// candidate's value is that of the model fitted alone.
func TestStepwiseMakesTheBestMove(t *testing.T) {
	y, terms := simulate(11, 120, 6)
	for _, direction := range []regression.Direction{regression.Forward, regression.Backward, regression.Both, regression.BothFromNull} {
		for _, criterion := range []regression.Criterion{regression.AIC, regression.BIC} {
			s, err := regression.Stepwise(y, terms, direction, criterion)
			if err != nil {
				t.Fatal(err)
			}
			if want := map[regression.Criterion]float64{regression.AIC: 2, regression.BIC: math.Log(120)}[criterion]; s.Penalty != want {
				t.Errorf("penalty %v, want %v", s.Penalty, want)
			}
			for i, step := range s.Path {
				best := step.Value
				choice := ""
				for _, c := range step.Candidates {
					names := append(slices.Clone(step.Terms), c.Term)
					if c.Move == "-" {
						names = slices.DeleteFunc(slices.Clone(step.Terms), func(n string) bool { return n == c.Term })
					}
					if v := value(t, y, terms, names, s.Penalty); !near(v, c.Value, 1e-8) {
						t.Errorf("%s %s: %s%s is %v, fitted alone %v", direction, criterion, c.Move, c.Term, c.Value, v)
					}
					if c.DF != map[bool]int{true: 2, false: 1}[c.Term == "group"] {
						t.Errorf("%s has %d degrees of freedom", c.Term, c.DF)
					}
					if c.Value < best {
						best, choice = c.Value, c.Move+c.Term
					}
				}
				next := ""
				if i+1 < len(s.Path) {
					next = s.Path[i+1].Move + s.Path[i+1].Term
				}
				if choice != next {
					t.Errorf("%s %s step %d: the best move is %q, made is %q", direction, criterion, i, choice, next)
				}
			}
			last := s.Path[len(s.Path)-1]
			if !near(last.Deviance, s.Fit.Deviance, 1e-9) || len(s.Fit.Model.Terms) != len(last.Terms) {
				t.Errorf("%s %s: the fit is not the end of the path", direction, criterion)
			}
		}
	}
}

// Terms that cost nothing go first, the last of them before the others.
func TestStepwiseRemovesAliasedTermsFirst(t *testing.T) {
	y, terms := simulate(12, 100, 3)
	sum, twice := make([]float64, len(y)), make([]float64, len(y))
	for i := range y {
		sum[i] = terms[0].Numbers[i] + terms[1].Numbers[i]
		twice[i] = 2 * terms[2].Numbers[i]
	}
	all := []regression.Term{terms[0], terms[1], terms[2], regression.Numeric("sum", sum), regression.Numeric("twice", twice)}
	s, err := regression.Stepwise(y, all, regression.Both, regression.AIC)
	if err != nil {
		t.Fatal(err)
	}
	if len(s.Path) < 3 || s.Path[1].Move+s.Path[1].Term != "-twice" || s.Path[2].Move+s.Path[2].Term != "-sum" {
		t.Fatalf("the path begins %+v", s.Path[:min(3, len(s.Path))])
	}
	plain, err := regression.Stepwise(y, terms[:3], regression.Both, regression.AIC)
	if err != nil {
		t.Fatal(err)
	}
	if !near(plain.Fit.Deviance, s.Fit.Deviance, 1e-10) {
		t.Errorf("deviance %v, without the aliased terms %v", s.Fit.Deviance, plain.Fit.Deviance)
	}
}

// All moves are judged on the same patients: those complete on every candidate.
func TestStepwiseUsesCompleteRows(t *testing.T) {
	y, terms := simulate(13, 100, 3)
	holed := slices.Clone(terms[2].Numbers)
	for i := range 15 {
		holed[i*3] = math.NaN()
	}
	terms[2] = regression.Numeric(terms[2].Name, holed)
	s, err := regression.Stepwise(y, terms, regression.Forward, regression.BIC)
	if err != nil {
		t.Fatal(err)
	}
	if s.N != 85 || s.Dropped != 15 || s.Fit.N != 85 || s.Fit.Dropped != 15 || s.Penalty != math.Log(85) {
		t.Errorf("n %d and %d, dropped %d and %d, penalty %v", s.N, s.Fit.N, s.Dropped, s.Fit.Dropped, s.Penalty)
	}
}

func BenchmarkLogistic(b *testing.B) { // n = 320, p = 20
	y, terms := simulate(14, 320, 20)
	for b.Loop() {
		if _, err := regression.Logistic(y, terms[:20]); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkStepwise(b *testing.B) { // n = 320, p = 20
	y, terms := simulate(14, 320, 20)
	for _, direction := range []regression.Direction{regression.Backward, regression.Both, regression.Forward} {
		b.Run(string(direction), func(b *testing.B) {
			for b.Loop() {
				if _, err := regression.Stepwise(y, terms[:20], direction, regression.AIC); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
