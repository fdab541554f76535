package parameters_test

import (
	"fmt"
	"strings"

	"hcclab/hccp53/radiomics/parameters"
)

func ExampleParse() {
	f, err := parameters.Parse("mr.yaml", []byte(`
imageType:
  Original: {}
  LoG: {sigma: [2.0, 4.0]}
featureClass: {firstorder: [Mean, Entropy], glcm: }
setting: {normalize: true, normalizeScale: 100, binWidth: 5, label: 2}
`))
	fmt.Println(f.Settings.Classes, f.Settings.Images[1].Sigma, f.Settings.BinWidth, f.Label, err)

	_, err = parameters.Parse("mr.yaml", []byte("setting:\n  binwidth: 5\n"))
	fmt.Println(err)
	// Output:
	// [firstorder glcm] [2 4] 5 2 <nil>
	// mr.yaml, line 2: there is no setting "binwidth"; did you mean binWidth?
}

func ExamplePreset() {
	f, err := parameters.Preset("mr")
	if err != nil {
		fmt.Println(err)
		return
	}
	var text strings.Builder
	if err := parameters.Write(&text, f); err != nil {
		fmt.Println(err)
		return
	}
	for line := range strings.Lines(text.String()) {
		if strings.HasPrefix(line, "normalize") || strings.HasPrefix(line, "binWidth") {
			fmt.Print(line)
		}
	}
	// Output:
	// normalize: true
	// normalizeScale: 100.0
	// binWidth: 5.0
}
