// Package fusion puts the phases of one patient through one network, in the
// two ways of the paper.
//
//   - MC, multi-channel: the phases are the channels of one image, and one
//     network sees them together from the first layer on.
//   - FF, feature fusion: each phase goes through a branch of its own; the
//     features of the branches are joined and one linear layer weighs them.
package fusion

import (
	"errors"
	"fmt"

	"github.com/gomlx/gomlx/core/graph"

	"hcclab/hccp53/deeplearning/layer"
	"hcclab/hccp53/deeplearning/resnet"
	"hcclab/hccp53/fault"
)

// ErrUnknown reports a fusion that the package does not know.
var ErrUnknown = errors.New("fusion: unknown fusion")

// Kind is the way in which phases are fused.
type Kind string

// The two fusions of the paper.
const (
	MC Kind = "MC"
	FF Kind = "FF"
)

// Network maps images of all phases to one logit: the log odds of the positive
// outcome.
type Network struct {
	Kind     Kind
	Backbone string
	Phases   int
	branches []resnet.Network
}

// New returns the network of the given fusion and backbone for images of the
// given number of phases.
func New(kind Kind, backbone string, phases int) (Network, error) {
	n := Network{Kind: kind, Backbone: backbone, Phases: phases}
	channels, count := phases, 1
	switch kind {
	case MC:
	case FF:
		channels, count = 1, phases
	default:
		return Network{}, fault.New(ErrUnknown, "there is no fusion %q", kind).Try("use MC or FF")
	}
	for range count {
		b, err := resnet.New(backbone, channels)
		if err != nil {
			return Network{}, err
		}
		n.branches = append(n.branches, b)
	}
	return n, nil
}

// Name returns fusion and backbone, such as "MC ResNet18".
func (n Network) Name() string { return fmt.Sprintf("%s %s", n.Kind, n.Backbone) }

// Tensors lists the network's tensors: those of the one backbone under
// torchvision's names (MC), or of each branch under "branches.0." and so on
// (FF); and the linear layer "fc".
func (n Network) Tensors() []layer.Tensor {
	var list []layer.Tensor
	for i, b := range n.branches {
		for _, t := range b.Tensors() {
			t.Name = n.prefix(i) + t.Name
			list = append(list, t)
		}
	}
	features := resnet.Features * len(n.branches)
	return append(list,
		layer.Tensor{Name: "fc.weight", Kind: layer.LinearWeight, Shape: []int{features, 1}},
		layer.Tensor{Name: "fc.bias", Kind: layer.LinearBias, Shape: []int{1}})
}

func (n Network) prefix(branch int) string {
	if n.Kind == MC {
		return ""
	}
	return fmt.Sprintf("branches.%d.", branch)
}

// Logits builds the graph from images x, [batch, row, column, phase], to
// logits, [batch].
func (n Network) Logits(w layer.Weights, x *graph.Node) *graph.Node {
	features := make([]*graph.Node, len(n.branches))
	for i, b := range n.branches {
		if n.Kind == MC {
			features[i] = b.Forward(w, x)
			continue
		}
		phase := graph.Slice(x, graph.AxisRange(), graph.AxisRange(), graph.AxisRange(), graph.AxisElem(i))
		features[i] = b.Forward(w.In(fmt.Sprintf("branches.%d", i)), phase)
	}
	joined := features[0]
	if len(features) > 1 {
		joined = graph.Concatenate(features, 1)
	}
	z := layer.Linear(w, "fc", joined)
	return graph.Reshape(z, z.Shape().Dimensions[0])
}
