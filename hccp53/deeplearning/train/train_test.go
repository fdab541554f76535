package train_test

import (
	"context"
	"errors"
	"math"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/gomlx/compute"
	_ "github.com/gomlx/gomlx/backends/default"
	"github.com/google/go-cmp/cmp"

	"hcclab/hccp53/deeplearning/augment"
	"hcclab/hccp53/deeplearning/fusion"
	"hcclab/hccp53/deeplearning/train"
	"hcclab/hccp53/performance"
	"hcclab/hccp53/provenance"
)

const (
	size   = 32
	phases = 2
)

// backend returns XLA where set-up installed the plugin, else pure Go.
func backend(t *testing.T) compute.Backend {
	t.Helper()
	config := "go"
	for _, folder := range filepath.SplitList(os.Getenv("PJRT_PLUGIN_LIBRARY_PATH")) {
		if _, err := os.Stat(filepath.Join(folder, "pjrt_c_api_cpu_plugin.so")); err == nil {
			config = "xla:cpu"
		}
	}
	b, err := compute.NewWithConfig(config)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func settings() train.Settings {
	return train.Settings{
		Batch: 4, Epochs: train.Epochs{Floor: 2, Cap: 5, Patience: 2}, LearningRate: 1e-3, WarmUp: 1, WeightDecay: 0.01,
		Augment: augment.Settings{Flip: true, Rotate: 10, Shift: 0.05, Scale: 0.05, Intensity: 0.05},
	}
}

// patients makes n noise images; every second one is positive and has a bright
// disc in its second phase.
func patients(n int, seed uint64) train.Set {
	var set train.Set
	for i := range n {
		rng := provenance.Rand(seed, "patient", i)
		img := make([]float32, size*size*phases)
		for k := range img {
			img[k] = float32(rng.NormFloat64())
		}
		positive := i%2 == 0
		if positive {
			for y := range size {
				for x := range size {
					if math.Hypot(float64(x-size/2), float64(y-size/2)) < size/4 {
						img[(y*size+x)*phases+1] += 2
					}
				}
			}
		}
		set.Images, set.Outcome, set.Cases = append(set.Images, img), append(set.Outcome, positive), append(set.Cases, i+1)
	}
	return set
}

func TestTrainingLearnsRepeatsAndStops(t *testing.T) {
	net, err := fusion.New(fusion.MC, "ResNet18", phases)
	if err != nil {
		t.Fatal(err)
	}
	m, err := train.NewMachine(backend(t), net, settings(), size)
	if err != nil {
		t.Fatal(err)
	}
	var told []train.Epoch
	run := train.Run{Fit: patients(24, 1), Stop: patients(12, 2), Seed: 5, Name: "fold 1", Progress: func(e train.Epoch) { told = append(told, e) }}
	first, err := m.Fit(context.Background(), run)
	if err != nil {
		t.Fatal(err)
	}
	if !cmp.Equal(told, first.History) {
		t.Error("progress and history differ")
	}
	lowest := slices.MinFunc(first.History[settings().Epochs.Floor-1:], func(a, b train.Epoch) int { return int(math.Copysign(1, a.StopLoss-b.StopLoss)) })
	if first.Best != lowest.Number {
		t.Errorf("best epoch %d, lowest loss in %d", first.Best, lowest.Number)
	}
	// A disc of two standard deviations is plain to see; chance would be 0.5.
	judged := patients(16, 3)
	logits, err := m.Logits(context.Background(), first.Values, judged.Images)
	if err != nil {
		t.Fatal(err)
	}
	if auc, err := performance.AUC(judged.Outcome, logits); err != nil || auc < 0.9 {
		t.Errorf("AUC %.3f on new patients (%v), history %+v", auc, err, first.History)
	}

	// Where the patients set aside contradict those fitted, the first epochs are
	// the best; the floor is kept all the same.
	contrary := run
	contrary.Stop = patients(12, 2)
	for i, y := range contrary.Stop.Outcome {
		contrary.Stop.Outcome[i] = !y
	}
	worse, err := m.Fit(context.Background(), contrary)
	if err != nil {
		t.Fatal(err)
	}
	if e := settings().Epochs; worse.Best < e.Floor || len(worse.History) != min(worse.Best+e.Patience, e.Cap) {
		t.Errorf("best epoch %d of %d with floor %d and patience %d", worse.Best, len(worse.History), e.Floor, e.Patience)
	}

	// A run in between must leave no trace: weights, running statistics and the
	// moments of the optimiser all start anew.
	other := run
	other.Name = "fold 2"
	second, err := m.Fit(context.Background(), other)
	if err != nil {
		t.Fatal(err)
	}
	again, err := m.Fit(context.Background(), run)
	if err != nil {
		t.Fatal(err)
	}
	if !cmp.Equal(first.Values, again.Values) || !cmp.Equal(first.History, again.History) {
		t.Error("the same run gave other weights")
	}
	if cmp.Equal(first.Values, second.Values) {
		t.Error("another run gave the same weights")
	}

	// Logits do not depend on who else is in the batch.
	alone, err := m.Logits(context.Background(), first.Values, judged.Images[5:6])
	if err != nil || math.Abs(alone[0]-logits[5]) > 1e-5 {
		t.Errorf("alone %v, among others %v (%v)", alone, logits[5], err)
	}

	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := m.Fit(ctx, run); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
	broken := run
	broken.Fit = patients(24, 1)
	for _, img := range broken.Fit.Images {
		img[0] = float32(math.NaN())
	}
	if _, err := m.Fit(context.Background(), broken); !errors.Is(err, train.ErrDiverged) {
		t.Errorf("not a number: %v", err)
	}
}

func TestRunsThatCannotBeMade(t *testing.T) {
	net, err := fusion.New(fusion.MC, "ResNet18", phases)
	if err != nil {
		t.Fatal(err)
	}
	m, err := train.NewMachine(backend(t), net, settings(), size)
	if err != nil {
		t.Fatal(err)
	}
	oneClass := patients(8, 1)
	for i := range oneClass.Outcome {
		oneClass.Outcome[i] = true
	}
	for name, run := range map[string]train.Run{
		"fewer than a batch":     {Fit: patients(3, 1), Stop: patients(4, 2)},
		"one class":              {Fit: oneClass, Stop: patients(4, 2)},
		"one class in set aside": {Fit: patients(8, 1), Stop: patients(1, 2)},
	} {
		if _, err := m.Fit(context.Background(), run); !errors.Is(err, train.ErrData) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestSettingsThatCannotBeUsed(t *testing.T) {
	if err := settings().Validate(); err != nil {
		t.Fatal(err)
	}
	for name, change := range map[string]func(*train.Settings){
		"batch of one":       func(s *train.Settings) { s.Batch = 1 },
		"floor above cap":    func(s *train.Settings) { s.Epochs.Floor = 9 },
		"no patience":        func(s *train.Settings) { s.Epochs.Patience = 0 },
		"rate of zero":       func(s *train.Settings) { s.LearningRate = 0 },
		"rate not a number":  func(s *train.Settings) { s.LearningRate = math.NaN() },
		"warm-up beyond cap": func(s *train.Settings) { s.WarmUp = 5 },
	} {
		s := settings()
		change(&s)
		if err := s.Validate(); !errors.Is(err, train.ErrSettings) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
