package radiomics_test

import (
	"context"
	"errors"
	"fmt"

	"hcclab/hccp53/fault"
	"hcclab/hccp53/radiomics"
)

// The digital phantom of IBSI: the values stand in the standard.
func ExampleExtract() {
	img, voi := phantom()
	s := radiomics.PyRadiomicsSettings()
	s.BinWidth = 1
	res, err := radiomics.Extract(context.Background(), img, voi, s)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, f := range res.Features {
		switch f.ID() {
		case "original_shape_MeshVolume", "original_firstorder_Mean", "original_glcm_JointEntropy":
			fmt.Printf("%s %.4g\n", f.ID(), f.Value)
		}
	}
	d := res.Diagnostics
	fmt.Println(len(res.Features), "features,", d.Voxels, "voxels,", d.Images[0].Bins, "bins")
	fmt.Println(res.Warnings[1])
	// Output:
	// original_shape_MeshVolume 556.3
	// original_firstorder_Mean 2.149
	// original_glcm_JointEntropy 2.4
	// 107 features, 74 voxels, 6 bins
	// binWidth 1 divides the VOI into 6 grey levels, 16 to 128 are usual; 0.0781 would give 64
}

// A message says what is wrong and what to do.
func ExampleExtract_otherGrid() {
	img, voi := phantom()
	voi.Spacing[2] = 5
	_, err := radiomics.Extract(context.Background(), img, voi, radiomics.DefaultSettings())
	var f *fault.Error
	fmt.Println(errors.Is(err, radiomics.ErrGrid), errors.As(err, &f))
	fmt.Println(f.What)
	fmt.Println(f.Remedy)
	// Output:
	// true true
	// the VOI is on another grid than the image: spacing 2×2×5 mm instead of 2×2×2 mm
	// resample the VOI to the grid of the image, or use the image that it was drawn on
}

func ExampleNames() {
	names := radiomics.Names(radiomics.DefaultSettings())
	fmt.Println(len(names))
	fmt.Println(names[0])
	fmt.Println(names[106])
	// Output:
	// 107
	// original_shape_Elongation
	// original_ngtdm_Strength
}

func ExampleDefinitions() {
	s := radiomics.DefaultSettings()
	s.Classes = []string{radiomics.NGTDM}
	for _, d := range radiomics.Definitions(s) {
		fmt.Println(d.ID(), d.IBSI, d.Formula)
	}
	// Output:
	// original_ngtdm_Busyness NQ30 Σ p·s / ΣΣ |i·p(i) − j·p(j)|; 0 if that is 0
	// original_ngtdm_Coarseness QCDE 1 / Σ p·s; 10⁶ if that is 0
	// original_ngtdm_Complexity HDEZ ΣΣ |i−j|·(p(i)s(i)+p(j)s(j))/(p(i)+p(j)) / N
	// original_ngtdm_Contrast 65HE ΣΣ p(i)p(j)(i−j)² / (G(G−1)) · S/N; 0 if G = 1
	// original_ngtdm_Strength 1X9X ΣΣ (p(i)+p(j))(i−j)² / S; 0 if S = 0
}

func ExampleDefaultSettings() {
	s := radiomics.DefaultSettings()
	fmt.Println(s.Normalize, s.NormalizeScale, s.BinWidth, s.VoxelArrayShift)
	// Output: true 100 5 300
}

func ExamplePyRadiomicsSettings() {
	s := radiomics.PyRadiomicsSettings()
	fmt.Println(s.Normalize, s.BinWidth, s.SymmetricalGLCM, s.Distances)
	// Output: false 25 true [1]
}

func ExampleSettings_Validate() {
	s := radiomics.DefaultSettings()
	s.BinWidth = 0
	fmt.Println(s.Validate())
	s.BinCount = 32
	fmt.Println(s.Validate())
	// Output:
	// radiomics setting "binWidth": 0 is not a positive width; use a width that gives 16 to 128 bins, or set binCount
	// <nil>
}

func ExampleFeature_ID() {
	f := radiomics.Feature{Image: radiomics.Original, Class: radiomics.GLCM, Name: "JointEntropy", Value: 8.8}
	fmt.Println(f.ID())
	// Output: original_glcm_JointEntropy
}
