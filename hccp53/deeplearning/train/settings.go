package train

import (
	"errors"

	"hcclab/hccp53/deeplearning/augment"
	"hcclab/hccp53/fault"
)

// Errors of training.
var (
	ErrSettings = errors.New("train: settings not usable")
	ErrData     = errors.New("train: too few patients")
	ErrDiverged = errors.New("train: loss is not a number")
)

// Settings decide how a network is trained. The paper gives none of them; each
// default stands in study.yaml with its reason.
type Settings struct {
	// Batch is the number of patients a step.
	Batch int `yaml:"batch" json:"batch"`
	// Epochs bound the passes over the patients.
	Epochs Epochs `yaml:"epochs" json:"epochs"`
	// LearningRate is reached after WarmUp epochs and then falls to zero along a
	// half cosine until the cap.
	LearningRate float64 `yaml:"learning_rate" json:"learning_rate"`
	WarmUp       int     `yaml:"warm_up" json:"warm_up"`
	// WeightDecay is decoupled from the gradient (AdamW, Loshchilov and Hutter 2019).
	WeightDecay float64 `yaml:"weight_decay" json:"weight_decay"`
	// Augment varies the images each time they are shown.
	Augment augment.Settings `yaml:"augment" json:"augment"`
}

// Epochs say when training ends: when the loss on the patients set aside has
// not improved for Patience epochs, and not after Cap. Epochs before Floor are
// not candidates: the running statistics of batch normalisation have not
// settled (seven batches leave half of their initial values), so the network
// says nearly the same of everyone, which beats any that is still learning.
type Epochs struct {
	Floor    int `yaml:"floor" json:"floor"`
	Cap      int `yaml:"cap" json:"cap"`
	Patience int `yaml:"patience" json:"patience"`
}

// Validate reports the first setting that cannot be used.
func (s Settings) Validate() error {
	wrong := func(format string, args ...any) error {
		return fault.New(ErrSettings, format, args...).At("networks.training in study.yaml")
	}
	e := s.Epochs
	switch {
	case s.Batch < 2:
		return wrong("batch is %d; batch normalisation needs at least 2", s.Batch)
	case e.Cap < 1 || e.Floor > e.Cap || e.Floor < 0 || e.Patience < 1:
		return wrong("epochs floor %d, cap %d, patience %d; floor must not exceed cap, patience is at least 1", e.Floor, e.Cap, e.Patience)
	case !(s.LearningRate > 0) || s.WeightDecay < 0 || s.WarmUp < 0 || s.WarmUp >= e.Cap:
		return wrong("learning rate %g, weight decay %g, warm-up %d epochs; the rate is positive and warm-up ends before the cap", s.LearningRate, s.WeightDecay, s.WarmUp)
	}
	return nil
}
