package layer

import (
	"math"

	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
	"github.com/gomlx/gomlx/core/graph"
)

// Conv is a two-dimensional convolution without bias, with PyTorch's symmetric
// zero padding: y = conv(x, name.weight).
//
// It is written as a matrix product where the kernel has at least as many taps
// as the input has positions, and for 1×1 kernels; else as XLA's convolution.
// XLA turns the first case into a reversed window for which it has no fast
// code: on 2×2 maps the product is some ten times faster (measured in
// docs/decisions).
func Conv(w Weights, name string, x *graph.Node, stride, padding int) *graph.Node {
	kernel := w.get(name + ".weight")
	k := kernel.Shape().Dimensions
	in := x.Shape().Dimensions
	if k[0]*k[1] == 1 || k[0]*k[1] >= in[1]*in[2] {
		return convAsProduct(x, kernel, stride, padding)
	}
	return graph.Convolve(x, kernel).Strides(stride).PaddingPerDim([][2]int{{padding, padding}, {padding, padding}}).Done()
}

// convAsProduct gathers, for every output position, the taps under the kernel
// (im2col) and multiplies once.
func convAsProduct(x, kernel *graph.Node, stride, padding int) *graph.Node {
	k := kernel.Shape().Dimensions
	kh, kw, in, out := k[0], k[1], k[2], k[3]
	x = pad(x, padding, 0)
	d := x.Shape().Dimensions
	rows, cols := (d[1]-kh)/stride+1, (d[2]-kw)/stride+1
	var taps []*graph.Node
	for dy := range kh {
		for dx := range kw {
			taps = append(taps, window(x, dy, dx, rows, cols, stride))
		}
	}
	patches := taps[0]
	if len(taps) > 1 {
		patches = graph.Concatenate(taps, 3)
	}
	return graph.DotGeneral(patches, []int{3}, nil, graph.Reshape(kernel, kh*kw*in, out), []int{0}, nil)
}

// window returns rows×cols positions of x from (top, left) on, stride apart.
func window(x *graph.Node, top, left, rows, cols, stride int) *graph.Node {
	axis := func(from, n int) graph.SliceAxisSpec {
		s := graph.AxisRange(from, from+(n-1)*stride+1)
		if stride > 1 {
			s = s.Stride(stride)
		}
		return s
	}
	return graph.Slice(x, graph.AxisRange(), axis(top, rows), axis(left, cols), graph.AxisRange())
}

// pad surrounds the image with n rows and columns of a constant. It is written
// as concatenation because graph.Pad has no gradient.
func pad(x *graph.Node, n int, value float64) *graph.Node {
	if n == 0 {
		return x
	}
	for axis := 1; axis <= 2; axis++ {
		dims := append([]int(nil), x.Shape().Dimensions...)
		dims[axis] = n
		border := graph.BroadcastToDims(graph.Scalar(x.Graph(), x.DType(), value), dims...)
		x = graph.Concatenate([]*graph.Node{border, x, border}, axis)
	}
	return x
}

// Momentum and epsilon of PyTorch's batch normalisation.
const (
	normMomentum = 0.1
	normEpsilon  = 1e-5
)

// BatchNorm normalises each channel (Ioffe and Szegedy 2015) with PyTorch's
// conventions: in training the batch is normalised with its biased variance
// and the running variance takes the unbiased one.
func BatchNorm(w Weights, name string, x *graph.Node) *graph.Node {
	w = w.In(name)
	mean, variance := w.get("running_mean"), w.get("running_var")
	if w.training {
		d := x.Shape().Dimensions
		n := float64(d[0] * d[1] * d[2])
		// One pass over x: moments about the running mean, which keeps the
		// difference of squares accurate.
		about := graph.StopGradient(mean)
		centred := graph.Sub(x, channels(about, x))
		first := graph.ReduceMean(centred, 0, 1, 2)
		second := graph.ReduceMean(graph.Square(centred), 0, 1, 2)
		batchVariance := graph.Max(graph.Sub(second, graph.Square(first)), graph.ZerosLike(first))
		batchMean := graph.Add(about, first)
		w.set("running_mean", mix(mean, batchMean, normMomentum))
		w.set("running_var", mix(variance, graph.MulScalar(batchVariance, n/math.Max(n-1, 1)), normMomentum))
		mean, variance = batchMean, batchVariance
	}
	scale := graph.Div(w.get("weight"), graph.Sqrt(graph.AddScalar(variance, normEpsilon)))
	shift := graph.Sub(w.get("bias"), graph.Mul(mean, scale))
	return graph.Add(graph.Mul(x, channels(scale, x)), channels(shift, x))
}

// mix returns (1−m)·old + m·new.
func mix(old, new *graph.Node, m float64) *graph.Node {
	return graph.Add(graph.MulScalar(old, 1-m), graph.MulScalar(new, m))
}

// channels spreads one value a channel over the shape of x.
func channels(v, x *graph.Node) *graph.Node {
	return graph.BroadcastToShape(graph.Reshape(v, 1, 1, 1, v.Shape().Dimensions[0]), shapes.Make(x.DType(), x.Shape().Dimensions...))
}

// ReLU returns max(x, 0), with gradient 0 at 0 as in PyTorch. What is not a
// number stays so: a diverging network must show in its loss.
func ReLU(x *graph.Node) *graph.Node {
	zero := graph.ZerosLike(x)
	return graph.Where(graph.LessOrEqual(x, zero), zero, x)
}

// MaxPool3 is max-pooling with window 3, stride 2 and padding 1, of an image
// that is nowhere negative (it follows [ReLU]), so that zero padding changes
// nothing. It is written as maxima of strided slices, rows then columns: the
// pure-Go backend has no gradient for the pooling operation.
func MaxPool3(x *graph.Node) *graph.Node {
	x = pad(x, 1, 0)
	d := x.Shape().Dimensions
	rows, cols := (d[1]-3)/2+1, (d[2]-3)/2+1
	part := func(x *graph.Node, axis, from, n int) *graph.Node {
		spec := []graph.SliceAxisSpec{graph.AxisRange(), graph.AxisRange(), graph.AxisRange(), graph.AxisRange()}
		spec[axis] = graph.AxisRange(from, from+2*(n-1)+1).Stride(2)
		return graph.Slice(x, spec...)
	}
	for i, n := range []int{rows, cols} {
		axis := i + 1
		x = graph.Max(graph.Max(part(x, axis, 0, n), part(x, axis, 1, n)), part(x, axis, 2, n))
	}
	return x
}

// GlobalMean averages over rows and columns: NHWC → NC.
func GlobalMean(x *graph.Node) *graph.Node { return graph.ReduceMean(x, 1, 2) }

// Linear is x·W + b for x of shape [batch, in].
func Linear(w Weights, name string, x *graph.Node) *graph.Node {
	w = w.In(name)
	y := graph.DotGeneral(x, []int{1}, nil, w.get("weight"), []int{0}, nil)
	bias := w.get("bias")
	return graph.Add(y, graph.BroadcastToShape(graph.Reshape(bias, 1, bias.Shape().Dimensions[0]), y.Shape()))
}

// BCE is the mean binary cross-entropy of logits z against labels y in {0, 1},
// both of shape [batch]: mean of max(z,0) − z·y + log(1+e^−|z|), which does not
// overflow.
func BCE(z, y *graph.Node) *graph.Node {
	zero := graph.ZerosLike(z)
	loss := graph.Add(graph.Sub(graph.Max(z, zero), graph.Mul(z, y)), graph.Log1P(graph.Exp(graph.Neg(graph.Abs(z)))))
	return graph.ReduceAllMean(loss)
}

// Float is the type in which the networks compute.
const Float = dtypes.Float32
