// Package layer holds the building blocks of the networks, written so that a
// network computes what torchvision's computes when it is given the same
// weights: padding, batch normalisation, initial values and names are
// PyTorch's.
//
// Images are NHWC (batch, row, column, channel) and convolution kernels HWIO,
// the layout that XLA runs fastest on a CPU. [Tensor.ToTorch] and
// [Tensor.FromTorch] translate weights to and from PyTorch's layout, so saved
// weights are a torchvision state_dict.
//
// Functions that take *graph.Node build a computation graph. As everywhere in
// gomlx they panic on shapes that do not fit; the executor turns the panic
// into an error.
package layer

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"strings"

	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"

	"hcclab/hccp53/fault"
)

// ErrWeights reports weights that do not belong to the network.
var ErrWeights = errors.New("layer: weights do not fit the network")

// Kind says what a tensor is, and with it how it starts and whether training
// changes it.
type Kind int

// The kinds of tensors in a state_dict.
const (
	ConvKernel   Kind = iota // HWIO here, OIHW in PyTorch
	NormScale                // batch normalisation γ
	NormShift                // batch normalisation β
	NormMean                 // running mean, not trained
	NormVariance             // running variance, not trained
	LinearWeight             // [in, out] here, [out, in] in PyTorch
	LinearBias
)

// Trainable reports whether the optimiser changes the tensor.
func (k Kind) Trainable() bool { return k != NormMean && k != NormVariance }

// Tensor describes one entry of a network's state_dict.
type Tensor struct {
	Name  string // torchvision's, such as "layer1.0.conv1.weight"
	Kind  Kind
	Shape []int // in our layout
}

// Len returns the number of values.
func (t Tensor) Len() int {
	n := 1
	for _, d := range t.Shape {
		n *= d
	}
	return n
}

// Initial returns the values with which training from scratch starts, as
// torchvision's ResNet sets them: kernels from a normal distribution with
// variance 2/(out·height·width) (He et al. 2015, fan-out), scales and running
// variances 1, shifts, biases and running means 0, and the linear layer
// uniform within ±1/√in (PyTorch's default).
func (t Tensor) Initial(rng *rand.Rand) []float32 {
	v := make([]float32, t.Len())
	switch t.Kind {
	case ConvKernel:
		sd := math.Sqrt(2 / float64(t.Shape[0]*t.Shape[1]*t.Shape[3]))
		for i := range v {
			v[i] = float32(sd * rng.NormFloat64())
		}
	case NormScale, NormVariance:
		for i := range v {
			v[i] = 1
		}
	case LinearWeight:
		bound := 1 / math.Sqrt(float64(t.Shape[0]))
		for i := range v {
			v[i] = float32(bound * (2*rng.Float64() - 1))
		}
	}
	return v
}

// TorchShape returns the shape of the tensor in PyTorch.
func (t Tensor) TorchShape() []int {
	switch t.Kind {
	case ConvKernel:
		return []int{t.Shape[3], t.Shape[2], t.Shape[0], t.Shape[1]}
	case LinearWeight:
		return []int{t.Shape[1], t.Shape[0]}
	}
	return t.Shape
}

// ToTorch returns the values in PyTorch's layout.
func (t Tensor) ToTorch(v []float32) []float32 { return t.rearrange(v, false) }

// FromTorch returns PyTorch's values in our layout.
func (t Tensor) FromTorch(v []float32) []float32 { return t.rearrange(v, true) }

func (t Tensor) rearrange(v []float32, fromTorch bool) []float32 {
	if len(v) != t.Len() {
		panic(fmt.Sprintf("layer: %d values for tensor %s of %d", len(v), t.Name, t.Len()))
	}
	h, w, in, out := 1, 1, 1, 1
	switch t.Kind {
	case ConvKernel:
		h, w, in, out = t.Shape[0], t.Shape[1], t.Shape[2], t.Shape[3]
	case LinearWeight:
		in, out = t.Shape[0], t.Shape[1]
	default:
		return v
	}
	moved := make([]float32, len(v))
	for y := range h {
		for x := range w {
			for i := range in {
				for o := range out {
					ours, torch := ((y*w+x)*in+i)*out+o, ((o*in+i)*h+y)*w+x
					if fromTorch {
						moved[ours] = v[torch]
					} else {
						moved[torch] = v[ours]
					}
				}
			}
		}
	}
	return moved
}

// State holds the values of a network's tensors between runs of a graph.
type State struct {
	Store   *model.Store
	Tensors []Tensor
}

// NewState returns a state with the given values, by name, in our layout.
func NewState(list []Tensor, values map[string][]float32) (*State, error) {
	s := &State{Store: model.NewStore(), Tensors: list}
	return s, s.Set(values)
}

// Set replaces all values. Values of tensors that the network does not have
// are passed over; a missing one is an error.
func (s *State) Set(values map[string][]float32) error {
	for _, t := range s.Tensors {
		v, ok := values[t.Name]
		if !ok || len(v) != t.Len() {
			return fault.New(ErrWeights, "%d values for tensor %s of shape %v", len(v), t.Name, t.Shape).
				Try("use the weights of this network")
		}
		value := tensors.FromFlatDataAndDimensions(v, t.Shape...)
		variable := s.Store.GetVariable(path(t.Name))
		var err error
		if variable == nil {
			variable, err = s.Store.CreateVariable(path(t.Name), value)
		} else {
			err = variable.SetValue(value)
		}
		if err != nil {
			return fmt.Errorf("layer: tensor %s: %w", t.Name, err)
		}
		variable.SetTrainable(t.Kind.Trainable())
	}
	return nil
}

// Owns reports whether v is a tensor of the network, rather than one of the
// optimiser.
func (s *State) Owns(v *model.Variable) bool { return strings.HasPrefix(v.Path(), root) }

// Values returns a copy of all values by name, in our layout.
func (s *State) Values() (map[string][]float32, error) {
	values := make(map[string][]float32, len(s.Tensors))
	for _, t := range s.Tensors {
		v, err := s.Store.GetVariable(path(t.Name)).Value()
		if err != nil {
			return nil, fmt.Errorf("layer: tensor %s: %w", t.Name, err)
		}
		if values[t.Name], err = tensors.CopyFlatData[float32](v); err != nil {
			return nil, fmt.Errorf("layer: tensor %s: %w", t.Name, err)
		}
	}
	return values, nil
}

// path is the name of a variable in the store, where "/" separates scopes.
func path(name string) string { return root + name }

const root = "/network/"

// Weights are the tensors of a state as nodes of one graph.
type Weights struct {
	store    *model.Store
	g        *graph.Graph
	prefix   string
	training bool
}

// Bind returns the weights of s in g. In training, batch normalisation uses
// the statistics of the batch and updates the running ones.
func (s *State) Bind(g *graph.Graph, training bool) Weights {
	return Weights{store: s.Store, g: g, training: training}
}

// In returns the weights whose names begin with prefix and a dot.
func (w Weights) In(prefix string) Weights {
	w.prefix += prefix + "."
	return w
}

func (w Weights) get(name string) *graph.Node { return w.variable(name).NodeValue(w.g) }

func (w Weights) set(name string, value *graph.Node) { w.variable(name).SetNodeValue(value) }

func (w Weights) variable(name string) *model.Variable {
	v := w.store.GetVariable(path(w.prefix + name))
	if v == nil {
		panic(fmt.Errorf("layer: the network has no tensor %q", w.prefix+name))
	}
	return v
}
