// Package train fits one network to one set of patients and stops when
// patients set aside, also of the training arm, no longer profit.
//
//	m, err := train.NewMachine(backend, net, settings, size)
//	fitted, err := m.Fit(ctx, train.Run{Fit: fit, Stop: stop, Seed: seed, Name: "fold 1"})
//	logits, err := m.Logits(ctx, fitted.Values, images)
//
// A [Machine] compiles its two programs once and serves any number of runs, one
// at a time. The same run gives the same weights, bit by bit, on the same
// backend.
package train

import (
	"context"
	"fmt"
	"math"

	"hcclab/hccp53/deeplearning/augment"
	"hcclab/hccp53/fault"
	"hcclab/hccp53/performance"
	"hcclab/hccp53/provenance"
)

// Set holds patients as the networks see them. The zero value has nobody in it.
type Set struct {
	// Images holds one patient's pixels each: size×size pixels, phases
	// interleaved, standardised.
	Images [][]float32
	// Outcome is true for the positive class.
	Outcome []bool
	// Cases name the patients, for augmentation streams and messages.
	Cases []int
}

// Run is one training from scratch.
type Run struct {
	// Fit are the patients whose gradients train the network, Stop those whose
	// loss decides when to stop and which epoch to keep.
	Fit, Stop Set
	// Seed and Name decide initial weights, order and augmentation.
	Seed uint64
	Name string
	// Progress is called after every epoch. May be nil.
	Progress func(Epoch)
}

// Epoch is one pass over the patients.
type Epoch struct {
	Number       int     `json:"epoch"` // from 1
	LearningRate float64 `json:"learning_rate"`
	Loss         float64 `json:"loss"`      // mean over the steps, on Fit
	StopLoss     float64 `json:"stop_loss"` // on Stop, with the weights after the epoch
	StopAUC      float64 `json:"stop_auc"`
}

// Fitted is a trained network.
type Fitted struct {
	// Values are the weights after the best epoch, by name, in our layout.
	Values map[string][]float32
	// Best is the number of the epoch with the lowest loss on Stop, the floor or
	// a later one.
	Best int
	// History has one entry an epoch that was run.
	History []Epoch
}

// Fit trains the network from scratch.
func (m *Machine) Fit(ctx context.Context, run Run) (*Fitted, error) {
	s := m.settings
	if err := run.check(s); err != nil {
		return nil, err
	}
	if err := m.reset(provenance.Rand(run.Seed, "train/initial", run.Name)); err != nil {
		return nil, err
	}
	n := len(run.Fit.Images)
	steps := n / s.Batch
	fitted := &Fitted{}
	lowest := math.Inf(1)
	for e := 1; e <= s.Epochs.Cap; e++ {
		order := provenance.Rand(run.Seed, "train/order", run.Name, e).Perm(n)
		epoch := Epoch{Number: e}
		for b := range steps {
			if err := ctx.Err(); err != nil {
				return nil, err
			}
			batch := order[b*s.Batch : (b+1)*s.Batch]
			epoch.LearningRate = s.rate(float64(e-1)+float64(b)/float64(steps), float64(steps))
			loss, err := m.train(run, e, batch, epoch.LearningRate)
			if err != nil {
				return nil, err
			}
			epoch.Loss += loss / float64(steps)
		}
		logits, err := m.run(ctx, run.Stop.Images)
		if err != nil {
			return nil, err
		}
		epoch.StopLoss = meanBCE(logits, run.Stop.Outcome)
		if epoch.StopAUC, err = performance.AUC(run.Stop.Outcome, logits); err != nil {
			return nil, fmt.Errorf("train: %w", err)
		}
		if e >= s.Epochs.Floor && epoch.StopLoss < lowest {
			lowest, fitted.Best = epoch.StopLoss, e
			if fitted.Values, err = m.state.Values(); err != nil {
				return nil, err
			}
		}
		fitted.History = append(fitted.History, epoch)
		if run.Progress != nil {
			run.Progress(epoch)
		}
		if fitted.Best > 0 && e-fitted.Best >= s.Epochs.Patience {
			break
		}
	}
	return fitted, nil
}

// train makes one step on the patients at the given places of run.Fit.
func (m *Machine) train(run Run, epoch int, batch []int, rate float64) (float64, error) {
	images := make([][]float32, len(batch))
	labels := make([]float32, len(batch))
	cases := make([]int, len(batch))
	for i, k := range batch {
		cases[i] = run.Fit.Cases[k]
		rng := provenance.Rand(run.Seed, "train/augment", run.Name, epoch, cases[i])
		images[i] = augment.Image(run.Fit.Images[k], m.size, m.net.Phases, m.settings.Augment, rng)
		if run.Fit.Outcome[k] {
			labels[i] = 1
		}
	}
	loss, err := m.step(images, labels, rate)
	if err != nil {
		return 0, err
	}
	if math.IsNaN(loss) || math.IsInf(loss, 0) {
		return 0, fault.New(ErrDiverged, "the loss became %v in epoch %d, cases %v", loss, epoch, cases).At("%s, %s", m.net.Name(), run.Name).
			Try("lower networks.training.learning_rate in study.yaml, or look at the images of these cases")
	}
	return loss, nil
}

func (r Run) check(s Settings) error {
	if n := len(r.Fit.Images); n < s.Batch {
		return fault.New(ErrData, "%d patients do not fill one batch of %d", n, s.Batch).At("%s", r.Name).Try("lower networks.training.batch in study.yaml")
	}
	for _, set := range []Set{r.Fit, r.Stop} {
		if len(set.Outcome) != len(set.Images) || len(set.Cases) != len(set.Images) {
			panic("train: images, outcomes and cases differ in number")
		}
		positive := 0
		for _, y := range set.Outcome {
			if y {
				positive++
			}
		}
		if positive == 0 || positive == len(set.Outcome) {
			return fault.New(ErrData, "all %d patients have the same outcome", len(set.Outcome)).At("%s", r.Name).
				Try("use fewer folds or a larger networks.stop_fraction in study.yaml")
		}
	}
	return nil
}

// rate returns the learning rate at a point in time, in epochs: a straight
// line up during warm-up, then half a cosine down to zero at the cap.
func (s Settings) rate(epoch, stepsPerEpoch float64) float64 {
	warm := float64(s.WarmUp)
	if epoch < warm {
		return s.LearningRate * (epoch + 1/stepsPerEpoch) / (warm + 1/stepsPerEpoch)
	}
	done := (epoch - warm) / (float64(s.Epochs.Cap) - warm)
	return s.LearningRate * (1 + math.Cos(math.Pi*done)) / 2
}

// meanBCE is the mean binary cross-entropy of logits.
func meanBCE(logits []float64, outcome []bool) float64 {
	sum := 0.0
	for i, z := range logits {
		if outcome[i] {
			z = -z
		}
		sum += math.Max(z, 0) + math.Log1p(math.Exp(-math.Abs(z)))
	}
	return sum / float64(len(logits))
}
