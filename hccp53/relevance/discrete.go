package relevance

import "math"

// states is the number of states that a column is cut into.
const states = 3

// discrete measures relevance and redundancy by the mutual information of
// columns cut into three states: below mean - ½ sd, above mean + ½ sd, between.
type discrete struct {
	columns [][]byte
	outcome []byte
}

func (m *discrete) prepare(columns [][]float64, outcome []bool) {
	m.columns = make([][]byte, len(columns))
	for j, column := range columns {
		m.columns[j] = threeStates(column)
	}
	m.outcome = make([]byte, len(outcome))
	for i, y := range outcome {
		m.outcome[i] = byte(class(y))
	}
}

func (m *discrete) relevance(j int) float64     { return information(m.columns[j], m.outcome) }
func (m *discrete) redundancy(a, b int) float64 { return information(m.columns[a], m.columns[b]) }

func threeStates(x []float64) []byte {
	centre := mean(x)
	var squares sum
	for _, v := range x {
		squares.addSquare(v - centre)
	}
	half := 0.5 * math.Sqrt(squares.over(float64(len(x)-1)))
	s := make([]byte, len(x))
	for i, v := range x {
		switch {
		case v > centre+half:
			s[i] = 2
		case !(v < centre-half):
			s[i] = 1
		}
	}
	return s
}

// information returns the mutual information of two discrete columns in nats,
// Σ p(a,b) log(p(a,b) / p(a)p(b)) over the combinations that occur.
func information(a, b []byte) float64 {
	var counts [states][states]int
	for i := range a {
		counts[a[i]][b[i]]++
	}
	n := float64(len(a))
	var joint [states][states]float64
	var rows, columns [states]sum
	for i := range states {
		for j := range states {
			joint[i][j] = float64(counts[i][j]) / n
			rows[i].add(joint[i][j])
			columns[j].add(joint[i][j])
		}
	}
	var total sum
	for i := range states {
		for j := range states {
			if p := joint[i][j]; p > 0 {
				total.add(p * math.Log(p/(rows[i].value()*columns[j].value())))
			}
		}
	}
	return total.value()
}
