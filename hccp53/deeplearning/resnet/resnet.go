// Package resnet holds the residual networks of He et al. (2016) as torchvision
// builds them: ResNet18 and ResNet34 of basic blocks.
package resnet

import (
	"errors"
	"fmt"
	"slices"

	"github.com/gomlx/gomlx/core/graph"

	"hcclab/hccp53/deeplearning/layer"
	"hcclab/hccp53/fault"
)

// ErrUnknown reports a depth that the package does not build.
var ErrUnknown = errors.New("resnet: unknown network")

// depths gives the number of residual blocks in the four stages.
var depths = map[string][4]int{
	"ResNet18": {2, 2, 2, 2},
	"ResNet34": {3, 4, 6, 3},
}

// Names lists the networks that [New] builds.
func Names() []string { return []string{"ResNet18", "ResNet34"} }

// Network is a residual network without its last linear layer: an image goes
// in, a vector of [Features] numbers comes out.
type Network struct {
	Name     string
	Channels int // of the input image
	blocks   [4]int
}

// Features is the length of the vector that ResNet18 and ResNet34 compute.
const Features = 512

// New returns the named network for images with the given number of channels.
func New(name string, channels int) (Network, error) {
	blocks, ok := depths[name]
	if !ok {
		return Network{}, fault.New(ErrUnknown, "there is no network %q", name).Try("use one of %v", Names())
	}
	return Network{Name: name, Channels: channels, blocks: blocks}, nil
}

// width returns the number of channels of stage s, 0 to 3.
func width(s int) int { return 64 << s }

// stride returns the step of the first block of stage s.
func stride(s int) int {
	if s == 0 {
		return 1
	}
	return 2
}

// Tensors lists the network's tensors, in torchvision's order and names.
func (n Network) Tensors() []layer.Tensor {
	list := slices.Concat(conv("conv1", 7, n.Channels, 64), norm("bn1", 64))
	in := 64
	for s, blocks := range n.blocks {
		out := width(s)
		for b := range blocks {
			p := fmt.Sprintf("layer%d.%d.", s+1, b)
			list = slices.Concat(list,
				conv(p+"conv1", 3, in, out), norm(p+"bn1", out),
				conv(p+"conv2", 3, out, out), norm(p+"bn2", out))
			if b == 0 && (in != out || stride(s) != 1) {
				list = slices.Concat(list, conv(p+"downsample.0", 1, in, out), norm(p+"downsample.1", out))
			}
			in = out
		}
	}
	return list
}

func conv(name string, size, in, out int) []layer.Tensor {
	return []layer.Tensor{{Name: name + ".weight", Kind: layer.ConvKernel, Shape: []int{size, size, in, out}}}
}

func norm(name string, channels int) []layer.Tensor {
	shape := []int{channels}
	return []layer.Tensor{
		{Name: name + ".weight", Kind: layer.NormScale, Shape: shape},
		{Name: name + ".bias", Kind: layer.NormShift, Shape: shape},
		{Name: name + ".running_mean", Kind: layer.NormMean, Shape: shape},
		{Name: name + ".running_var", Kind: layer.NormVariance, Shape: shape},
	}
}

// Forward builds the graph from images x, NHWC, to features, [batch, 512].
func (n Network) Forward(w layer.Weights, x *graph.Node) *graph.Node {
	x = layer.ReLU(layer.BatchNorm(w, "bn1", layer.Conv(w, "conv1", x, 2, 3)))
	x = layer.MaxPool3(x)
	in := 64
	for s, blocks := range n.blocks {
		for b := range blocks {
			step := 1
			if b == 0 {
				step = stride(s)
			}
			x = basicBlock(w.In(fmt.Sprintf("layer%d.%d", s+1, b)), x, step, in != width(s))
			in = width(s)
		}
	}
	return layer.GlobalMean(x)
}

// basicBlock is conv–norm–ReLU–conv–norm beside the identity, or beside a 1×1
// convolution where the shape changes.
func basicBlock(w layer.Weights, x *graph.Node, step int, widen bool) *graph.Node {
	y := layer.ReLU(layer.BatchNorm(w, "bn1", layer.Conv(w, "conv1", x, step, 1)))
	y = layer.BatchNorm(w, "bn2", layer.Conv(w, "conv2", y, 1, 1))
	if step != 1 || widen {
		x = layer.BatchNorm(w, "downsample.1", layer.Conv(w, "downsample.0", x, step, 0))
	}
	return layer.ReLU(graph.Add(y, x))
}
