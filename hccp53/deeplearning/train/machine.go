package train

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"

	"github.com/gomlx/compute"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"
	"github.com/gomlx/gomlx/ml/train/optimizer"

	"hcclab/hccp53/deeplearning/fusion"
	"hcclab/hccp53/deeplearning/layer"
)

// Machine holds the state of one network with its two compiled programs: a
// training step on a batch, and the logits of a batch. It is not safe for
// concurrent use.
type Machine struct {
	net      fusion.Network
	settings Settings
	size     int
	state    *layer.State
	stepping *model.Exec
	judging  *model.Exec
}

// NewMachine prepares a network for images of size×size pixels. The programs
// are compiled when they are first used.
func NewMachine(backend compute.Backend, net fusion.Network, s Settings, size int) (*Machine, error) {
	if err := s.Validate(); err != nil {
		return nil, err
	}
	list := net.Tensors()
	zeros := make(map[string][]float32, len(list))
	for _, t := range list {
		zeros[t.Name] = make([]float32, t.Len())
	}
	state, err := layer.NewState(list, zeros)
	if err != nil {
		return nil, err
	}
	m := &Machine{net: net, settings: s, size: size, state: state}
	adam := optimizer.Adam().LearningRate(s.LearningRate).WeightDecay(s.WeightDecay).Epsilon(1e-8).Done()
	m.stepping, err = model.NewExec(backend, state.Store, func(scope *model.Scope, x, y *graph.Node) *graph.Node {
		loss := layer.BCE(net.Logits(state.Bind(x.Graph(), true), x), y)
		adam.UpdateGraph(scope, x.Graph(), loss)
		return loss
	})
	if err != nil {
		return nil, fmt.Errorf("train: %w", err)
	}
	m.judging, err = model.NewExec(backend, state.Store, func(_ *model.Scope, x *graph.Node) *graph.Node {
		return net.Logits(state.Bind(x.Graph(), false), x)
	})
	if err != nil {
		return nil, fmt.Errorf("train: %w", err)
	}
	return m, nil
}

// reset starts from scratch: initial weights drawn from rng, tensor by tensor,
// and an optimiser that has seen nothing.
func (m *Machine) reset(rng *rand.Rand) error {
	values := make(map[string][]float32, len(m.state.Tensors))
	for _, t := range m.state.Tensors {
		values[t.Name] = t.Initial(rng)
	}
	for v := range m.state.Store.IterVariables() {
		if m.state.Owns(v) || strings.HasPrefix(v.Name(), "#") { // "#rngState" is gomlx' own; nothing here draws from it
			continue
		}
		if err := v.SetValue(tensors.FromShape(v.Shape())); err != nil {
			return fmt.Errorf("train: resetting the optimiser: %w", err)
		}
	}
	return m.state.Set(values)
}

// step trains on one batch and returns its loss before the step.
func (m *Machine) step(images [][]float32, labels []float32, rate float64) (float64, error) {
	rateVariable := optimizer.LearningRateVar(m.state.Store.RootScope(), layer.Float, m.settings.LearningRate)
	if err := rateVariable.SetValue(tensors.FromScalar(float32(rate))); err != nil {
		return 0, fmt.Errorf("train: %w", err)
	}
	out, err := m.stepping.Exec(m.batch(images), tensors.FromFlatDataAndDimensions(labels, len(labels)))
	if err != nil {
		return 0, fmt.Errorf("train: %s: %w", m.net.Name(), err)
	}
	return float64(tensors.ToScalar[float32](out[0])), nil
}

// Logits applies the network with the given weights.
func (m *Machine) Logits(ctx context.Context, values map[string][]float32, images [][]float32) ([]float64, error) {
	if err := m.state.Set(values); err != nil {
		return nil, err
	}
	return m.run(ctx, images)
}

// run applies the network as it stands. The last batch is filled up with empty
// images, so that one program serves any number of patients.
func (m *Machine) run(ctx context.Context, images [][]float32) ([]float64, error) {
	logits := make([]float64, 0, len(images))
	for len(logits) < len(images) {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		batch := make([][]float32, m.settings.Batch)
		n := copy(batch, images[len(logits):])
		out, err := m.judging.Exec(m.batch(batch))
		if err != nil {
			return nil, fmt.Errorf("train: %s: %w", m.net.Name(), err)
		}
		z, err := tensors.CopyFlatData[float32](out[0])
		if err != nil {
			return nil, fmt.Errorf("train: %s: %w", m.net.Name(), err)
		}
		for _, v := range z[:n] {
			logits = append(logits, float64(v))
		}
	}
	return logits, nil
}

// batch returns the images as one tensor. A nil image is empty.
func (m *Machine) batch(images [][]float32) *tensors.Tensor {
	pixels := m.size * m.size * m.net.Phases
	flat := make([]float32, len(images)*pixels)
	for i, img := range images {
		if img != nil && len(img) != pixels {
			panic(fmt.Sprintf("train: image of %d values for a network that takes %d", len(img), pixels))
		}
		copy(flat[i*pixels:], img)
	}
	return tensors.FromFlatDataAndDimensions(flat, len(images), m.size, m.size, m.net.Phases)
}
