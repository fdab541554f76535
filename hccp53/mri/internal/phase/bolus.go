package phase

import (
	"fmt"

	"hcclab/hccp53/mri/internal/frame"
)

// agentPhase returns the phase that a value of Contrast/Bolus Agent Phase
// (0018,9344) names (PS3.3, macro Contrast/Bolus Usage). Others, such as POST_CONTRAST
// and VENOUS, are of several phases.
func agentPhase(stated string) Phase {
	switch stated {
	case "PRE_CONTRAST":
		return Pre
	case "ARTERIAL":
		return AP
	case "PORTAL_VENOUS":
		return PVP
	case "DELAYED":
		return DP
	}
	return Unknown
}

// stated adds to what the description claims, and how it says so, the phase
// that an enhanced image itself states.
func stated(img *frame.Image, word Phase, text string) (Phase, string) {
	p := agentPhase(img.BolusPhase)
	why := fmt.Sprintf("the image states %s (0018,9344)", img.BolusPhase)
	switch {
	case p == Unknown:
		return word, text
	case word != Unknown && word != p:
		return Unknown, text + ", but " + why
	}
	return p, why
}
