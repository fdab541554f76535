package main

import (
	"github.com/spf13/cobra"
)

func radiomicsCommand(s *session) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "radiomics",
		Short: "Measure radiomics features of any images and masks, as PyRadiomics or IBSI define them",
		Long: `radiomics works on files, without a study: extract measures the features of one
case or of a list, maps draws them voxel by voxel, features says what each of
them is, settings shows what would be done, robustness which features survive
small changes of image and mask.

Two profiles share one engine: pyradiomics gives the features of PyRadiomics
3.0.1 under its names, ibsi those of the Image Biomarker Standardisation
Initiative under its tags. docs/radiomics.md begins where a user of PyRadiomics
stands.`,
		Args: cobra.NoArgs, RunE: helpOf,
	}
	cmd.AddCommand(radiomicsExtractCommand(s), radiomicsFeaturesCommand(s), radiomicsMapsCommand(s), radiomicsSettingsCommand(s), radiomicsRobustnessCommand(s))
	return cmd
}
