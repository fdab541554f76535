package inference

import (
	"math"

	"hcclab/hccp53/fault"
)

// SMD returns the standardised mean difference of two groups: the first mean
// less the second, over the root of the mean of the two variances (Austin 2009).
// NaN are left out. It needs two values in each group ([ErrTooFew]); groups that
// are both constant give 0 when they are equal and [ErrConstant] otherwise.
func SMD(a, b []float64) (float64, error) {
	first, _, err := present(a, "the first group")
	if err != nil {
		return 0, err
	}
	second, _, err := present(b, "the second group")
	if err != nil {
		return 0, err
	}
	if len(first) < 2 || len(second) < 2 {
		return 0, fault.New(ErrTooFew, "the groups hold %d and %d values, two are needed in each", len(first), len(second))
	}
	m1, m2 := mean(first), mean(second)
	if m1 == m2 {
		return 0, nil
	}
	v := (variance(first, m1) + variance(second, m2)) / 2
	if v == 0 {
		return 0, fault.New(ErrConstant, "both groups are constant and differ")
	}
	return (m1 - m2) / math.Sqrt(v), nil
}

// SMDLevels returns the standardised difference of two groups on a variable
// with levels, from the counts of each level: the Mahalanobis distance of the
// two vectors of proportions (Yang & Dalton 2012), 0 or more. For a binary
// variable that is |p₁−p₂| / √((p₁q₁+p₂q₂)/2). Levels that nobody has are left
// out. It returns [ErrLength], [ErrTable] for a negative count, [ErrTooFew] when
// a group is empty, and [ErrConstant] when the groups share no level so that no
// scale is left.
func SMDLevels(first, second []int) (float64, error) {
	if len(first) != len(second) {
		return 0, fault.New(ErrLength, "%d levels beside %d", len(first), len(second))
	}
	n1, n2 := 0.0, 0.0
	var a, b []float64
	for i := range first {
		if first[i] < 0 || second[i] < 0 {
			return 0, fault.New(ErrTable, "level %d has counts %d and %d", i+1, first[i], second[i])
		}
		if first[i]+second[i] > 0 {
			a, b = append(a, float64(first[i])), append(b, float64(second[i]))
			n1, n2 = n1+float64(first[i]), n2+float64(second[i])
		}
	}
	if n1 == 0 || n2 == 0 {
		return 0, fault.New(ErrTooFew, "the groups hold %v and %v patients", n1, n2)
	}
	k := len(a) - 1 // the last level follows from the others
	diff := make([]float64, k)
	s := make([][]float64, k)
	for i := range k {
		diff[i] = a[i]/n1 - b[i]/n2
		s[i] = make([]float64, k)
		for j := range k {
			s[i][j] = -(a[i]/n1*a[j]/n1 + b[i]/n2*b[j]/n2) / 2
		}
		s[i][i] += (a[i]/n1 + b[i]/n2) / 2
	}
	d2, ok := inverseForm(s, diff)
	if !ok {
		return 0, fault.New(ErrConstant, "the two groups have no level in common")
	}
	return math.Sqrt(d2), nil
}

// inverseForm returns x'S⁻¹x for a positive definite S, which is overwritten by
// its Cholesky factor. Ok is false when S is singular.
func inverseForm(s [][]float64, x []float64) (form float64, ok bool) {
	for i := range s {
		for j := range i + 1 {
			v := s[i][j]
			for k := range j {
				v -= s[i][k] * s[j][k]
			}
			if i == j {
				if v <= 1e-14 {
					return 0, false
				}
				s[i][i] = math.Sqrt(v)
			} else {
				s[i][j] = v / s[j][j]
			}
		}
		v := x[i]
		for k := range i {
			v -= s[i][k] * x[k]
		}
		x[i] = v / s[i][i]
		form += x[i] * x[i]
	}
	return form, true
}
