package simulate_test

import (
	"math"
	"slices"
	"testing"

	"gonum.org/v1/gonum/mat"

	"hcclab/data/simulate"
)

// design returns the rows of the model: an intercept, then the columns.
func design(all []simulate.Patient, names []string) [][]float64 {
	rows := make([][]float64, len(all))
	for i := range rows {
		rows[i] = append(make([]float64, 0, len(names)+1), 1)
	}
	for _, name := range names {
		for i, x := range column(all, name) {
			rows[i] = append(rows[i], x)
		}
	}
	return rows
}

// fit is a plain Newton logistic regression: coefficients and standard errors.
func fit(t testing.TB, rows [][]float64, y []bool) (beta, se []float64) {
	t.Helper()
	p := len(rows[0])
	beta, se = make([]float64, p), make([]float64, p)
	for range 30 {
		information, score := mat.NewSymDense(p, nil), mat.NewVecDense(p, nil)
		for i, x := range rows {
			eta := 0.0
			for j, v := range x {
				eta += beta[j] * v
			}
			mu := 1 / (1 + math.Exp(-eta))
			information.SymRankOne(information, mu*(1-mu), mat.NewVecDense(p, x))
			score.AddScaledVec(score, float64(truth(y[i]))-mu, mat.NewVecDense(p, x))
		}
		var c mat.Cholesky
		if !c.Factorize(information) {
			t.Fatal("the information matrix is singular")
		}
		var step mat.VecDense
		if err := c.SolveVecTo(&step, score); err != nil {
			t.Fatal(err)
		}
		for j := range beta {
			beta[j] += step.AtVec(j)
		}
		if mat.Norm(&step, math.Inf(1)) < 1e-10 {
			var inverse mat.SymDense
			if err := c.InverseTo(&inverse); err != nil {
				t.Fatal(err)
			}
			for j := range se {
				se[j] = math.Sqrt(inverse.At(j, j))
			}
			return beta, se
		}
	}
	t.Fatal("no convergence")
	return nil, nil
}

// auc is the Mann-Whitney statistic; ties count half.
func auc(x []float64, y []bool) float64 {
	order := make([]int, len(x))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int {
		switch {
		case x[a] < x[b]:
			return -1
		case x[a] > x[b]:
			return 1
		}
		return 0
	})
	sum, positive := 0.0, 0.0
	for i := 0; i < len(order); {
		j := i
		for j < len(order) && x[order[j]] == x[order[i]] {
			j++
		}
		rank := float64(i+j+1) / 2
		for ; i < j; i++ {
			if y[order[i]] {
				sum += rank
				positive++
			}
		}
	}
	negative := float64(len(x)) - positive
	return (sum - positive*(positive+1)/2) / (positive * negative)
}

func moments(x []float64) (mean, sd float64) {
	for _, v := range x {
		mean += v / float64(len(x))
	}
	for _, v := range x {
		sd += (v - mean) * (v - mean) / float64(len(x)-1)
	}
	return mean, math.Sqrt(sd)
}
