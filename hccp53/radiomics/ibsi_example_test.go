package radiomics_test

import (
	"context"
	"fmt"

	"hcclab/hccp53/radiomics"
)

// The digital phantom by the reference manual: whole volume 556 mm³, joint
// entropy of the merged co-occurrence matrix 2.57.
func ExampleIBSISettings() {
	img, voi := phantom()
	s := radiomics.IBSISettings()
	s.BinWidth = 1
	res, err := radiomics.Extract(context.Background(), img, voi, s)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, f := range res.Features {
		switch f.Class + "_" + f.Name {
		case "morph_volume", "stat_kurt", "ivh_v10", "cm_joint_entr_3D_comb", "dzm_lde_3D":
			fmt.Printf("%s_%s %.3g\n", f.Class, f.Name, f.Value)
		}
	}
	// Output:
	// morph_volume 556
	// stat_kurt -0.355
	// ivh_v10 0.324
	// cm_joint_entr_3D_comb 2.57
	// dzm_lde_3D 1
}
