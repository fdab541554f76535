package deeplearning

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"hcclab/hccp53/cohort"
	"hcclab/hccp53/deeplearning/fusion"
	"hcclab/hccp53/deeplearning/safetensors"
	"hcclab/hccp53/deeplearning/train"
	"hcclab/hccp53/fault"
)

// Settings of the networks, as study.yaml gives them.
type Settings struct {
	// Size of the image in pixels a side.
	Size int `yaml:"size" json:"size"`
	// StopFraction is the share of each fold's patients set aside to decide when
	// to stop.
	StopFraction float64 `yaml:"stop_fraction" json:"stop_fraction"`
	// Training decides how one network is trained.
	Training train.Settings `yaml:"training" json:"training"`
}

// Machine trains and applies the networks of one fusion and backbone on one
// device.
type Machine struct {
	device   *Device
	net      fusion.Network
	settings Settings
	machine  *train.Machine
}

// NewMachine returns a machine for the network, such as "MC" and "ResNet18",
// on images of the given number of phases.
func NewMachine(d *Device, kind, backbone string, phases int, s Settings) (*Machine, error) {
	net, err := fusion.New(fusion.Kind(kind), backbone, phases)
	if err != nil {
		return nil, err
	}
	if s.Size < 32 {
		return nil, fault.New(train.ErrSettings, "images of %d pixels are too small", s.Size).At("networks.size in study.yaml").
			Try("use at least 32: the networks halve the image five times")
	}
	m, err := train.NewMachine(d.backend, net, s.Training, s.Size)
	if err != nil {
		return nil, err
	}
	return &Machine{device: d, net: net, settings: s, machine: m}, nil
}

// Name returns fusion and backbone, such as "MC ResNet18".
func (m *Machine) Name() string { return m.net.Name() }

// Parameters returns the number of weights that training changes.
func (m *Machine) Parameters() int {
	n := 0
	for _, t := range m.net.Tensors() {
		if t.Kind.Trainable() {
			n += t.Len()
		}
	}
	return n
}

// FoldModel is the network fitted in one fold, with the standard of its images
// and what happened in training.
type FoldModel struct {
	Network  string        `json:"network"`
	Fold     int           `json:"fold"` // from 1
	Standard Standard      `json:"standard"`
	Best     int           `json:"best_epoch"`
	History  []train.Epoch `json:"history"`
	Fitted   int           `json:"fitted"`  // patients trained on
	Stopped  int           `json:"stopped"` // patients set aside for stopping
	// Held are the logits of the patients held out, in the order of the fold.
	Held []float64 `json:"held"`

	values map[string][]float32
}

// FitFold trains the network of fold k (from 0) and applies it to the patients
// held out. Progress, called after every epoch, may be nil.
func (m *Machine) FitFold(ctx context.Context, fold cohort.Fold, k int, crops *Crops, seed uint64, progress func(train.Epoch)) (*FoldModel, error) {
	name := fmt.Sprintf("%s/fold %d", m.Name(), k+1)
	fit, stop, err := fold.Fit.Divide(m.settings.StopFraction, seed, fmt.Sprintf("stop/fold %d", k+1))
	if err != nil {
		return nil, err
	}
	images, err := crops.of(fit.Patients())
	if err != nil {
		return nil, err
	}
	f := &FoldModel{Network: m.Name(), Fold: k + 1, Standard: learnStandard(images, len(crops.Phases)), Fitted: fit.Len(), Stopped: stop.Len()}
	set := func(t cohort.Training) (train.Set, error) {
		images, err := crops.of(t.Patients())
		return train.Set{Images: f.Standard.apply(images), Outcome: t.Outcome(), Cases: t.Patients().Cases()}, err
	}
	run := train.Run{Seed: seed, Name: name, Progress: progress}
	if run.Fit, err = set(fit); err != nil {
		return nil, err
	}
	if run.Stop, err = set(stop); err != nil {
		return nil, err
	}
	fitted, err := m.machine.Fit(ctx, run)
	if err != nil {
		return nil, err
	}
	f.values, f.Best, f.History = fitted.Values, fitted.Best, fitted.History
	f.Held, err = m.logits(ctx, f, fold.Held, crops)
	return f, err
}

func (m *Machine) logits(ctx context.Context, f *FoldModel, p cohort.Patients, crops *Crops) ([]float64, error) {
	images, err := crops.of(p)
	if err != nil {
		return nil, err
	}
	return m.machine.Logits(ctx, f.values, f.Standard.apply(images))
}

// Score returns the mean logit of the fold networks for each patient. For
// patients of Training it is an in-sample score: all but one of the networks
// have seen them. Which patients share a batch moves the last digits: scores of
// the same patient among others agree to single precision, about 1e-6.
func (m *Machine) Score(ctx context.Context, folds []*FoldModel, p cohort.Patients, crops *Crops) ([]float64, error) {
	mean := make([]float64, p.Len())
	for _, f := range folds {
		logits, err := m.logits(ctx, f, p, crops)
		if err != nil {
			return nil, err
		}
		for i, z := range logits {
			mean[i] += z / float64(len(folds))
		}
	}
	return mean, nil
}

// Encode returns the fold's network as safetensors with torchvision's names
// and layout; what else the fold holds stands in the metadata.
func (m *Machine) Encode(f *FoldModel) ([]byte, error) {
	info, err := json.Marshal(f)
	if err != nil {
		return nil, fmt.Errorf("deeplearning: %w", err)
	}
	list := make([]safetensors.Tensor, 0, len(f.values))
	for _, t := range m.net.Tensors() {
		list = append(list, safetensors.Tensor{Name: t.Name, Shape: t.TorchShape(), Data: t.ToTorch(f.values[t.Name])})
	}
	return safetensors.Encode(list, map[string]string{"hccp53.fold": string(info), "format": "pt"})
}

// Decode is the inverse of [Machine.Encode].
func (m *Machine) Decode(content []byte) (*FoldModel, error) {
	list, metadata, err := safetensors.Decode(content)
	if err != nil {
		return nil, err
	}
	f := &FoldModel{values: make(map[string][]float32, len(list))}
	if err := json.Unmarshal([]byte(metadata["hccp53.fold"]), f); err != nil {
		return nil, fault.Wrap(safetensors.ErrFormat, err, "the weights do not say how they were trained").Try("train the network again")
	}
	if !f.Standard.of(m.net.Phases) {
		return nil, fault.New(safetensors.ErrFormat, "the standard of the images is mean %v and standard deviation %v for %d phases", f.Standard.Mean, f.Standard.SD, m.net.Phases).
			At("weights of %s for %s", f.Network, m.Name()).Try("train the network again, or use the weights of the same network")
	}
	given := map[string]safetensors.Tensor{}
	for _, t := range list {
		given[t.Name] = t
	}
	for _, t := range m.net.Tensors() {
		g, ok := given[t.Name]
		if want := t.TorchShape(); !ok || fmt.Sprint(g.Shape) != fmt.Sprint(want) {
			return nil, fault.New(safetensors.ErrFormat, "tensor %q has shape %v instead of %v", t.Name, g.Shape, want).
				At("weights of %s for %s", f.Network, m.Name()).Try("use the weights of the same network")
		}
		if slices.ContainsFunc(g.Data, func(v float32) bool { return v-v != 0 }) { // NaN or infinite
			return nil, fault.New(safetensors.ErrFormat, "tensor %q holds a value that is no number", t.Name).
				At("weights of %s for %s", f.Network, m.Name()).Try("train the network again")
		}
		f.values[t.Name] = t.FromTorch(g.Data)
	}
	return f, nil
}
