package hccp53

import (
	"context"
	"fmt"
	"slices"

	"hcclab/hccp53/clinical"
	"hcclab/hccp53/cohort"
	"hcclab/hccp53/deeplearning"
	"hcclab/hccp53/deeplearning/train"
	"hcclab/hccp53/fault"
	"hcclab/hccp53/performance"
	"hcclab/hccp53/provenance"
)

// DLScore is one network design, cross-fitted, with the scores it gives.
type DLScore struct {
	Learnt
	Network    string `json:"network"`    // such as "MC ResNet18"
	Parameters int    `json:"parameters"` // weights of one network
	Device     string `json:"device"`     // where it was trained
	// Folds tell how each fold was trained.
	Folds []*deeplearning.FoldModel `json:"folds"`
	// Mean holds the mean logit of the fold networks for every usable patient.
	Mean *cohort.Table `json:"mean"`
}

// Name implements [Model].
func (m *DLScore) Name() string { return m.Network }

// Optimism implements [Model]: no network is trained hundreds of times.
func (m *DLScore) Optimism() (*clinical.Optimism, string) { return nil, "" }

// LogOdds implements [Model]. It knows the patients of the cohort; new ones go
// through [Study.Predict].
func (m *DLScore) LogOdds(p cohort.Patients) ([]float64, error) {
	rows, err := m.Mean.Of(p)
	if err != nil {
		return nil, err
	}
	z := make([]float64, len(rows))
	for i, row := range rows {
		z[i] = row[0]
	}
	return z, nil
}

// Train cross-fits one network, named by fusion and backbone: "MC ResNet18". In
// each fold it is trained on the rest of Training, stops by patients set aside
// from that rest, and scores the patients held out. Finished folds are kept, so
// an interrupted training goes on with the next fold.
func (s *Study) Train(t cohort.Training, network string) (*DLScore, error) {
	job, err := s.newJob(t, network)
	if err != nil {
		return nil, err
	}
	res, err := s.do(job.step, func(ctx context.Context, out *provenance.Output) error {
		if err := job.fit(); err != nil {
			return err
		}
		m := &DLScore{
			Network: job.machine.Name(), Parameters: job.machine.Parameters(), Device: job.device.Name,
			Folds: job.fitted, Mean: cohort.NewTable([]string{"logit"}),
		}
		m.Scores.OutOfFold = make([]float64, t.Len())
		for k, fold := range job.folds {
			for i, row := range fold.Rows {
				m.Scores.OutOfFold[row] = job.fitted[k].Held[i]
			}
		}
		logits, err := job.machine.Score(ctx, job.fitted, job.everyone, job.crops)
		if err != nil {
			return err
		}
		for i, z := range logits {
			m.Mean.Add(job.everyone.Case(i), []float64{z})
		}
		if m.Scores.Apparent, err = m.LogOdds(t.Patients()); err != nil {
			return err
		}
		if err := m.freeze(t); err != nil {
			return err
		}
		return out.WriteJSON("dlscore.json", m)
	})
	if err != nil {
		return nil, err
	}
	m := &DLScore{}
	m.Hash = res.Content()
	return m, res.ReadJSON("dlscore.json", m)
}

// TrainAll cross-fits the networks of networks.list in the study file, in their
// order; see [Study.Train]. With fusions, such as "MC", only those of that kind.
func (s *Study) TrainAll(t cohort.Training, fusions ...string) ([]*DLScore, error) {
	var networks []*DLScore
	for _, name := range s.settings.Networks.List {
		fusion, _, err := splitNetwork(name)
		if err != nil {
			return nil, err
		}
		if len(fusions) > 0 && !slices.Contains(fusions, fusion) {
			continue
		}
		n, err := s.Train(t, name)
		if err != nil {
			return nil, err
		}
		networks = append(networks, n)
	}
	return networks, nil
}

// job is the cross-fitting of one network.
type job struct {
	study    *Study
	network  string
	device   *deeplearning.Device
	machine  *deeplearning.Machine
	folds    []cohort.Fold
	everyone cohort.Patients
	crops    *deeplearning.Crops
	step     provenance.Step
	fitted   []*deeplearning.FoldModel
}

func (s *Study) newJob(t cohort.Training, network string) (*job, error) {
	kind, backbone, err := splitNetwork(network)
	if err != nil {
		return nil, err
	}
	j := &job{study: s, network: network}
	if j.folds, err = t.Folds(s.settings.Folds, s.settings.Seed); err != nil {
		return nil, err
	}
	u, err := s.usable()
	if err != nil {
		return nil, err
	}
	j.everyone = u.cohort.Patients()
	if j.device, err = s.device(); err != nil {
		return nil, err
	}
	var hash provenance.Hash
	if j.crops, hash, err = s.crops(j.everyone); err != nil {
		return nil, err
	}
	phases := s.settings.Images.Phases
	if j.machine, err = deeplearning.NewMachine(j.device, kind, backbone, len(phases), s.settings.Networks.Settings); err != nil {
		return nil, err
	}
	j.step = provenance.Step{
		Name: "networks.train", Code: trainCode, Seed: s.settings.Seed, Machine: j.device.Machine(),
		Params: map[string]any{"network": network, "folds": s.settings.Folds, "networks": s.settings.Networks.Settings, "phases": phases},
		Inputs: map[string]provenance.Hash{"training": t.Hash(), "crops": hash},
	}
	return j, nil
}

// fit trains all folds, or recalls those that are kept.
func (j *job) fit() error {
	for k, fold := range j.folds {
		f, err := j.fold(fold, k)
		if err != nil {
			return fmt.Errorf("%s, fold %d: %w", j.network, k+1, err)
		}
		j.fitted = append(j.fitted, f)
	}
	return nil
}

// fold is a step of its own, so that weights are kept and an interrupted
// training loses one fold at most.
func (j *job) fold(fold cohort.Fold, k int) (*deeplearning.FoldModel, error) {
	s, step := j.study, j.step
	step.Name = "networks.fold"
	step.Params = map[string]any{"training": j.step.Params, "fold": k}
	res, err := s.do(step, func(ctx context.Context, out *provenance.Output) error {
		stage := fmt.Sprintf("Training %s, fold %d of %d", j.network, k+1, len(j.folds))
		limit := s.settings.Networks.Training.Epochs.Cap
		s.progress(Progress{Stage: stage, Total: limit, Note: "compiling"})
		f, err := j.machine.FitFold(ctx, fold, k, j.crops, s.settings.Seed, func(e train.Epoch) {
			if e.Number < limit { // the last word is said below
				s.progress(Progress{Stage: stage, Done: e.Number, Total: limit, Note: fmt.Sprintf("loss %.3f, set aside %.3f", e.Loss, e.StopLoss)})
			}
		})
		if err != nil {
			return err
		}
		s.progress(Progress{Stage: stage, Done: limit, Total: limit, Note: fmt.Sprintf("%d epochs, best %d", len(f.History), f.Best)})
		content, err := j.machine.Encode(f)
		if err != nil {
			return err
		}
		return out.Write("weights.safetensors", content)
	})
	if err != nil {
		return nil, err
	}
	content, err := res.Read("weights.safetensors")
	if err != nil {
		return nil, err
	}
	return j.machine.Decode(content)
}

// device opens the backend that the study file asks for, once a process.
func (s *Study) device() (*deeplearning.Device, error) {
	d, err := s.opened()
	if err == nil {
		s.progress(Progress{Stage: "Networks run on " + d.Name, Note: d.Note})
	}
	return d, err
}

// Best returns the network with the largest AUC on the out-of-fold scores of
// Training. The choice is made inside Training; that it was the best of several
// still flatters its out-of-fold AUC.
func (s *Study) Best(t cohort.Training, networks ...*DLScore) (*DLScore, error) {
	if len(networks) == 0 {
		return nil, fault.New(ErrSettings, "there is no network to choose from").Try("train at least one")
	}
	var best *DLScore
	highest := -1.0
	for _, n := range networks {
		auc, err := performance.AUC(t.Outcome(), n.Scores.OutOfFold)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", n.Network, err)
		}
		if auc > highest {
			best, highest = n, auc
		}
	}
	return best, nil
}
