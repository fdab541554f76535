package simulate

import "math"

// Patient is one simulated patient: the clinical row, the outcome, and the
// hidden traits that the images show.
type Patient struct {
	// ID is a study code, "S0001".
	ID string
	// Positive is the outcome: P53 immunohistochemistry.
	Positive bool

	Age                                            int // years
	Male, HBsAg, Cirrhosis, ChildB                 bool
	BCLC                                           string
	AFP                                            float64 // ng/mL
	ALB                                            float64 // g/L
	PLT                                            float64 // 10⁹/L
	ALT                                            float64 // U/L
	TumourSize                                     float64 // cm
	TumourNumber                                   int
	RimAPHE, NonSmooth, Capsule, PoorGrade, MVI    bool
	AFPMissing, PLTMissing, ALTMissing, ReadThrice bool

	// Texture and Shape are the image traits: N(δ·y, 1) given the outcome y.
	Texture, Shape float64

	// Scanner is the equipment the patient was examined with.
	Scanner Scanner
}

// Predictor returns the value of a preoperative column on the scale on which
// models use it: the decimal logarithm for afp and alt, 0 or 1 for a category
// of two levels, 0, 1, 2 for bclc. The value is the true one also where the
// file leaves the cell empty. Ok is false for other columns.
func (p Patient) Predictor(column string) (value float64, ok bool) {
	is := func(b bool) float64 {
		if b {
			return 1
		}
		return 0
	}
	switch column {
	case "age":
		return float64(p.Age), true
	case "sex":
		return is(p.Male), true
	case "hbsag":
		return is(p.HBsAg), true
	case "cirrhosis":
		return is(p.Cirrhosis), true
	case "child_pugh":
		return is(p.ChildB), true
	case "bclc":
		return map[string]float64{"0": 0, "A": 1, "B": 2}[p.BCLC], true
	case "afp":
		return math.Log10(p.AFP), true
	case "alb":
		return p.ALB, true
	case "plt":
		return p.PLT, true
	case "alt":
		return math.Log10(p.ALT), true
	case "tumour_size":
		return p.TumourSize, true
	case "tumour_number":
		return float64(p.TumourNumber), true
	case "rim_aphe":
		return is(p.RimAPHE), true
	case "margin":
		return is(p.NonSmooth), true
	case "capsule":
		return is(p.Capsule), true
	}
	return 0, false
}
