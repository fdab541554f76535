package display_test

import (
	"fmt"

	"hcclab/kernel-ext/display"
)

func ExampleShow() {
	display.Show(display.Table{
		Caption: "Areas under the curve, simulated cohort",
		Header:  []string{"model", "n", "AUC (95 % CI)"},
		Rows: [][]string{
			{"clinical", "96", "0.67 (0.56–0.78)"},
			{"radiomics", "96", "0.70 (0.59–0.80)"},
			{"deep learning", "–", "–"},
		},
		Note: "–: not computed",
	})
	// Output:
	// Areas under the curve, simulated cohort
	// model           n     AUC (95 % CI)
	// ─────────────  ──  ────────────────
	// clinical       96  0.67 (0.56–0.78)
	// radiomics      96  0.70 (0.59–0.80)
	// deep learning   –                 –
	// –: not computed
}

func ExampleFigure() {
	display.Show(display.Figure{ID: "roc", Caption: "ROC curves", SVG: []byte("<svg/>")})
	// Output: [figure roc: ROC curves] sha256 d4dc56669143
}

func ExampleMarkdown() {
	display.Show(display.Markdown("The **VOI** holds the whole lesion."))
	// Output: The **VOI** holds the whole lesion.
}

func ExampleMarkup() {
	display.Show(display.Markup("<p>AUC &lt; 0.5</p>"))
	// Output: AUC < 0.5
}

func ExampleProgress() {
	p := display.NewProgress("Extracting features")
	for i := range 320 {
		p.Update(i, 320, fmt.Sprintf("case %d", i))
	}
	p.Finish("%d patients", 320) // on standard error
	// Output:
}
