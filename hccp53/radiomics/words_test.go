package radiomics

import "testing"

// TestEveryFeatureHasWords asks for words of each feature of both profiles, and
// for a legend of the classes whose formulas need one.
func TestEveryFeatureHasWords(t *testing.T) {
	for _, s := range []Settings{PyRadiomicsSettings(), IBSISettings()} {
		for _, d := range Definitions(s) {
			if d.Words() == "" {
				t.Errorf("%s has no words", d.ID())
			}
		}
	}
	for _, class := range []string{Shape, FirstOrder, GLCM, GLRLM, GLSZM, GLDM, NGTDM} {
		if Legend(class) == "" {
			t.Errorf("%s has no legend", class)
		}
	}
	if got, want := (Definition{IBSI: "IVPO"}).Words(), "mean of (length / grey level)²: high where runs are long and dark"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}
