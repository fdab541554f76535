package layer_test

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/gomlx/compute"
	_ "github.com/gomlx/gomlx/backends/default"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"
	"github.com/google/go-cmp/cmp"

	"hcclab/hccp53/deeplearning/layer"
	"hcclab/hccp53/fault"
)

// run builds a graph of x with the weights of s on the pure-Go backend and
// returns its values.
func run(t testing.TB, s *layer.State, training bool, x []float32, shape []int, build func(layer.Weights, *graph.Node) *graph.Node) []float32 {
	t.Helper()
	out, err := try(s, training, x, shape, build)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// open opens the backend once: the values of a state stay with theirs.
var open = sync.OnceValues(func() (compute.Backend, error) { return compute.NewWithConfig("go") })

func try(s *layer.State, training bool, x []float32, shape []int, build func(layer.Weights, *graph.Node) *graph.Node) ([]float32, error) {
	backend, err := open()
	if err != nil {
		return nil, err
	}
	exec, err := model.NewExec(backend, s.Store, func(_ *model.Scope, x *graph.Node) *graph.Node {
		return build(s.Bind(x.Graph(), training), x)
	})
	if err != nil {
		return nil, err
	}
	out, err := exec.Exec(tensors.FromFlatDataAndDimensions(x, shape...))
	if err != nil {
		return nil, err
	}
	return tensors.CopyFlatData[float32](out[0])
}

func state(t testing.TB, list []layer.Tensor, values map[string][]float32) *layer.State {
	t.Helper()
	s, err := layer.NewState(list, values)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func noise(rng *rand.Rand, n int) []float32 {
	v := make([]float32, n)
	for i := range v {
		v[i] = float32(rng.NormFloat64())
	}
	return v
}

func near(t *testing.T, what string, got []float32, want []float64, tolerance float64) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%s: %d values, want %d", what, len(got), len(want))
	}
	for i := range want {
		if !(math.Abs(float64(got[i])-want[i]) <= tolerance) {
			t.Errorf("%s: value %d is %v, want %v", what, i, got[i], want[i])
			return
		}
	}
}

// convolve is the convolution by its definition: NHWC image, HWIO kernel, zero
// padding on all sides.
func convolve(x []float32, n, h, w, in int, kernel []float32, size, out, stride, padding int) []float64 {
	rows, cols := (h+2*padding-size)/stride+1, (w+2*padding-size)/stride+1
	y := make([]float64, 0, n*rows*cols*out)
	for b := range n {
		for r := range rows {
			for c := range cols {
				for o := range out {
					sum := 0.0
					for dy := range size {
						for dx := range size {
							sy, sx := r*stride+dy-padding, c*stride+dx-padding
							if sy < 0 || sy >= h || sx < 0 || sx >= w {
								continue
							}
							for i := range in {
								sum += float64(x[((b*h+sy)*w+sx)*in+i]) * float64(kernel[((dy*size+dx)*in+i)*out+o])
							}
						}
					}
					y = append(y, sum)
				}
			}
		}
	}
	return y
}

// Both ways of computing a convolution, the backend's and the product with
// gathered taps, give its definition. The cases are those of a ResNet.
func TestConvByDefinition(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 1))
	for _, c := range []struct{ h, w, in, size, out, stride, padding int }{
		{8, 6, 3, 3, 4, 1, 1},  // a basic block
		{8, 6, 3, 3, 4, 2, 1},  // its first convolution where the stage shrinks
		{9, 7, 2, 7, 3, 2, 3},  // the first convolution of the network
		{2, 2, 5, 3, 4, 1, 1},  // as a product: more taps than positions
		{1, 1, 3, 3, 2, 2, 1},  // as a product, on a single position
		{4, 4, 3, 7, 2, 2, 3},  // as a product, with the large kernel
		{6, 5, 3, 1, 4, 2, 0},  // as a product: the short cut
		{6, 5, 3, 1, 4, 1, 0},  // as a product, without stride
		{5, 5, 2, 5, 3, 1, 0},  // as a product: as many taps as positions
		{12, 3, 1, 3, 1, 2, 1}, // one channel
	} {
		x, kernel := noise(rng, 2*c.h*c.w*c.in), noise(rng, c.size*c.size*c.in*c.out)
		s := state(t, []layer.Tensor{{Name: "conv.weight", Kind: layer.ConvKernel, Shape: []int{c.size, c.size, c.in, c.out}}}, map[string][]float32{"conv.weight": kernel})
		got := run(t, s, false, x, []int{2, c.h, c.w, c.in}, func(w layer.Weights, x *graph.Node) *graph.Node { return layer.Conv(w, "conv", x, c.stride, c.padding) })
		near(t, fmt.Sprintf("%+v", c), got, convolve(x, 2, c.h, c.w, c.in, kernel, c.size, c.out, c.stride, c.padding), 1e-4)
	}
}

// The gradient of a sum of squares by its definition, for both ways.
func TestConvGradient(t *testing.T) {
	rng := rand.New(rand.NewPCG(2, 1))
	for _, c := range []struct{ h, w, size, stride, padding int }{{6, 6, 3, 2, 1}, {2, 2, 3, 1, 1}} {
		const in, out = 2, 3
		x, kernel := noise(rng, c.h*c.w*in), noise(rng, c.size*c.size*in*out)
		s := state(t, []layer.Tensor{{Name: "conv.weight", Kind: layer.ConvKernel, Shape: []int{c.size, c.size, in, out}}}, map[string][]float32{"conv.weight": kernel})
		got := run(t, s, true, x, []int{1, c.h, c.w, in}, func(w layer.Weights, x *graph.Node) *graph.Node {
			loss := graph.ReduceAllSum(graph.Square(layer.Conv(w, "conv", x, c.stride, c.padding)))
			return graph.Gradient(loss, x)[0]
		})
		loss := func(x []float32) (sum float64) {
			for _, y := range convolve(x, 1, c.h, c.w, in, kernel, c.size, out, c.stride, c.padding) {
				sum += y * y
			}
			return sum
		}
		want := make([]float64, len(x))
		for i := range x { // the loss is a square, so the central difference is exact
			up, down := slices.Clone(x), slices.Clone(x)
			up[i], down[i] = x[i]+0.5, x[i]-0.5
			want[i] = loss(up) - loss(down)
		}
		near(t, fmt.Sprintf("%+v", c), got, want, 1e-3)
	}
}

var normTensors = []layer.Tensor{
	{Name: "bn.weight", Kind: layer.NormScale, Shape: []int{2}}, {Name: "bn.bias", Kind: layer.NormShift, Shape: []int{2}},
	{Name: "bn.running_mean", Kind: layer.NormMean, Shape: []int{2}}, {Name: "bn.running_var", Kind: layer.NormVariance, Shape: []int{2}},
}

// Channel 0 holds 1, 2, 3, 6: mean 3, biased variance 3.5, unbiased 14/3.
// Channel 1 holds 4 everywhere.
func TestBatchNormByHand(t *testing.T) {
	x, shape := []float32{1, 4, 2, 4, 3, 4, 6, 4}, []int{2, 2, 1, 2}
	s := state(t, normTensors, map[string][]float32{"bn.weight": {2, 3}, "bn.bias": {0.5, -1}, "bn.running_mean": {1, 2}, "bn.running_var": {4, 1}})
	norm := func(w layer.Weights, x *graph.Node) *graph.Node { return layer.BatchNorm(w, "bn", x) }

	scale := func(x, mean, variance, weight, bias float64) float64 {
		return (x-mean)/math.Sqrt(variance+1e-5)*weight + bias
	}
	var judged, trained []float64
	for i, v := range x {
		if i%2 == 0 {
			judged, trained = append(judged, scale(float64(v), 1, 4, 2, 0.5)), append(trained, scale(float64(v), 3, 3.5, 2, 0.5))
		} else {
			judged, trained = append(judged, scale(float64(v), 2, 1, 3, -1)), append(trained, -1)
		}
	}
	near(t, "judging", run(t, s, false, x, shape, norm), judged, 1e-5)
	values, err := s.Values()
	if err != nil || !cmp.Equal(values["bn.running_mean"], []float32{1, 2}) {
		t.Errorf("judging moved the running mean to %v (%v)", values["bn.running_mean"], err)
	}
	near(t, "training", run(t, s, true, x, shape, norm), trained, 1e-5)
	if values, err = s.Values(); err != nil {
		t.Fatal(err)
	}
	near(t, "running mean", values["bn.running_mean"], []float64{0.9*1 + 0.1*3, 0.9*2 + 0.1*4}, 1e-6)
	near(t, "running variance", values["bn.running_var"], []float64{0.9*4 + 0.1*14/3, 0.9}, 1e-6)
}

// A mean far from 0 must not cost the variance its digits once the running mean
// is near. In float32 squares of 1000 are known to 0.06, which would drown a
// variance of 0.25; what is left is the rounding of x/SD, 1e-4.
func TestBatchNormFarFromZero(t *testing.T) {
	s := state(t, normTensors, map[string][]float32{"bn.weight": {1, 1}, "bn.bias": {0, 0}, "bn.running_mean": {1000, 0}, "bn.running_var": {1, 1}})
	x := []float32{1000.5, 1, 999.5, -1}
	got := run(t, s, true, x, []int{2, 1, 1, 2}, func(w layer.Weights, x *graph.Node) *graph.Node { return layer.BatchNorm(w, "bn", x) })
	v := 1 / math.Sqrt(0.25+1e-5) * 0.5
	near(t, "far from zero", got, []float64{v, 1 / math.Sqrt(1+1e-5), -v, -1 / math.Sqrt(1+1e-5)}, 2e-4)
}

func TestSmallLayersByHand(t *testing.T) {
	none := state(t, nil, nil)
	linear := state(t, []layer.Tensor{{Name: "fc.weight", Kind: layer.LinearWeight, Shape: []int{2, 3}}, {Name: "fc.bias", Kind: layer.LinearBias, Shape: []int{3}}},
		map[string][]float32{"fc.weight": {1, 2, 3, 4, 5, 6}, "fc.bias": {0.5, 0, -0.5}})
	for name, c := range map[string]struct {
		s     *layer.State
		x     []float32
		shape []int
		build func(layer.Weights, *graph.Node) *graph.Node
		want  []float64
	}{
		"ReLU": {none, []float32{-1, 0, 2}, []int{3}, func(_ layer.Weights, x *graph.Node) *graph.Node { return layer.ReLU(x) }, []float64{0, 0, 2}},
		"its gradient": {none, []float32{-1, 0, 2}, []int{3}, func(_ layer.Weights, x *graph.Node) *graph.Node {
			return graph.Gradient(graph.ReduceAllSum(layer.ReLU(x)), x)[0]
		}, []float64{0, 0, 1}},
		// Rows 0 1 2 / 3 4 5 / 6 7 8: windows of three around 0, 2, 6 and 8.
		"MaxPool3 of odd size": {none, []float32{0, 1, 2, 3, 4, 5, 6, 7, 8}, []int{1, 3, 3, 1}, func(_ layer.Weights, x *graph.Node) *graph.Node { return layer.MaxPool3(x) }, []float64{4, 5, 7, 8}},
		"MaxPool3 of even size": {none, []float32{9, 1, 2, 3, 4, 5, 6, 7, 8, 0, 1, 2, 3, 4, 5, 6}, []int{1, 4, 4, 1}, func(_ layer.Weights, x *graph.Node) *graph.Node { return layer.MaxPool3(x) },
			[]float64{9, 7, 8, 7}},
		"GlobalMean": {none, []float32{1, 10, 2, 20, 3, 30, 6, 60}, []int{1, 2, 2, 2}, func(_ layer.Weights, x *graph.Node) *graph.Node { return layer.GlobalMean(x) }, []float64{3, 30}},
		"Linear": {linear, []float32{1, 1, 2, -1}, []int{2, 2}, func(w layer.Weights, x *graph.Node) *graph.Node { return layer.Linear(w, "fc", x) },
			[]float64{5.5, 7, 8.5, -1.5, -1, -0.5}},
		// −log of 1/2, of 1/(1+e⁻²) for a positive, of 1/(1+e⁻¹⁰⁰⁰) and e⁻¹⁰⁰⁰/(1+e⁻¹⁰⁰⁰).
		"BCE": {none, []float32{0, 2, 1000, 1000}, []int{4}, func(_ layer.Weights, z *graph.Node) *graph.Node {
			return layer.BCE(z, graph.Const(z.Graph(), []float32{1, 1, 1, 0}))
		}, []float64{(math.Log(2) + math.Log1p(math.Exp(-2)) + 0 + 1000) / 4}},
		"gradient of BCE": {none, []float32{0, 2, 500, -500}, []int{4}, func(_ layer.Weights, z *graph.Node) *graph.Node {
			return graph.Gradient(layer.BCE(z, graph.Const(z.Graph(), []float32{1, 0, 1, 1})), z)[0]
		}, []float64{-0.5 / 4, 1 / (1 + math.Exp(-2)) / 4, 0, -0.25}},
	} {
		near(t, name, run(t, c.s, false, c.x, c.shape, c.build), c.want, 2e-4)
	}
}

// A network that diverges must show it: what is no number stays none.
func TestNotANumberStaysOne(t *testing.T) {
	got := run(t, state(t, nil, nil), false, []float32{float32(math.NaN()), 1}, []int{2}, func(_ layer.Weights, x *graph.Node) *graph.Node { return layer.ReLU(x) })
	if got[0] == got[0] || got[1] != 1 {
		t.Errorf("ReLU gives %v", got)
	}
}

// The initial values are PyTorch's: kernels normal with variance
// 2/(out·height·width), the linear layer uniform within 1/√in.
func TestInitialValues(t *testing.T) {
	for _, c := range []struct {
		tensor       layer.Tensor
		low, high    float64
		mean, spread float64
	}{
		{layer.Tensor{Kind: layer.ConvKernel, Shape: []int{3, 3, 64, 128}}, math.Inf(-1), math.Inf(1), 0, math.Sqrt(2. / (3 * 3 * 128))},
		{layer.Tensor{Kind: layer.LinearWeight, Shape: []int{400, 100}}, -0.05, 0.05, 0, 0.05 / math.Sqrt(3)},
		{layer.Tensor{Kind: layer.NormScale, Shape: []int{64}}, 1, 1, 1, 0},
		{layer.Tensor{Kind: layer.NormVariance, Shape: []int{64}}, 1, 1, 1, 0},
		{layer.Tensor{Kind: layer.NormShift, Shape: []int{64}}, 0, 0, 0, 0},
		{layer.Tensor{Kind: layer.NormMean, Shape: []int{64}}, 0, 0, 0, 0},
		{layer.Tensor{Kind: layer.LinearBias, Shape: []int{1}}, 0, 0, 0, 0},
	} {
		v := c.tensor.Initial(rand.New(rand.NewPCG(3, 1)))
		n, sum, squares := float64(len(v)), 0.0, 0.0
		for _, x := range v {
			if float64(x) < c.low || float64(x) > c.high {
				t.Fatalf("%+v: value %v", c.tensor, x)
			}
			sum, squares = sum+float64(x), squares+float64(x)*float64(x)
		}
		sd := math.Sqrt(math.Max(squares/n-sum*sum/n/n, 0))
		// Four standard errors; that of an SD is below SD/√n.
		if len(v) != c.tensor.Len() || math.Abs(sum/n-c.mean) > 4*c.spread/math.Sqrt(n) || math.Abs(sd-c.spread) > 4*c.spread/math.Sqrt(n) {
			t.Errorf("%+v: mean %v and SD %v, want %v and %v", c.tensor, sum/n, sd, c.mean, c.spread)
		}
		if !cmp.Equal(v, c.tensor.Initial(rand.New(rand.NewPCG(3, 1)))) {
			t.Errorf("%+v: the same seed gives other values", c.tensor)
		}
	}
}

// PyTorch keeps kernels as OIHW and linear weights as out × in.
func TestPyTorchLayout(t *testing.T) {
	kernel := layer.Tensor{Name: "k", Kind: layer.ConvKernel, Shape: []int{2, 3, 4, 5}}
	ours := make([]float32, kernel.Len())
	for i := range ours {
		ours[i] = float32(i)
	}
	torch := kernel.ToTorch(ours)
	if !cmp.Equal(kernel.TorchShape(), []int{5, 4, 2, 3}) {
		t.Errorf("shape %v", kernel.TorchShape())
	}
	for y := range 2 {
		for x := range 3 {
			for i := range 4 {
				for o := range 5 {
					if got, want := torch[((o*4+i)*2+y)*3+x], ours[((y*3+x)*4+i)*5+o]; got != want {
						t.Fatalf("output %d, input %d, row %d, column %d: %v, want %v", o, i, y, x, got, want)
					}
				}
			}
		}
	}
	weight := layer.Tensor{Name: "w", Kind: layer.LinearWeight, Shape: []int{2, 3}}
	if !cmp.Equal(weight.TorchShape(), []int{3, 2}) || !cmp.Equal(weight.ToTorch([]float32{1, 2, 3, 4, 5, 6}), []float32{1, 4, 2, 5, 3, 6}) {
		t.Errorf("linear weights %v", weight.ToTorch([]float32{1, 2, 3, 4, 5, 6}))
	}
	for _, tensor := range []layer.Tensor{kernel, weight, {Kind: layer.NormMean, Shape: []int{6}}, {Kind: layer.LinearBias, Shape: []int{6}}} {
		v := noise(rand.New(rand.NewPCG(4, 1)), tensor.Len())
		if !cmp.Equal(tensor.FromTorch(tensor.ToTorch(v)), v) {
			t.Errorf("%+v does not come back", tensor)
		}
	}
	defer func() {
		if recover() == nil {
			t.Error("values of another number are taken")
		}
	}()
	kernel.ToTorch(make([]float32, 3))
}

func TestState(t *testing.T) {
	good := map[string][]float32{"bn.weight": {1, 2}, "bn.bias": {3, 4}, "bn.running_mean": {5, 6}, "bn.running_var": {7, 8}}
	s := state(t, normTensors, good)
	values, err := s.Values()
	if err != nil || !cmp.Equal(values, good) {
		t.Errorf("got %v, %v", values, err)
	}
	values["bn.weight"][0] = 9 // a copy
	if again, err := s.Values(); err != nil || again["bn.weight"][0] != 1 {
		t.Errorf("the state is shared: %v, %v", again, err)
	}
	trainable := 0
	for v := range s.Store.IterVariables() {
		if s.Owns(v) && v.Trainable {
			trainable++
		}
	}
	if trainable != 2 {
		t.Errorf("%d tensors are trained, want scale and shift", trainable)
	}
	for name, values := range map[string]map[string][]float32{
		"missing":   {"bn.weight": {1, 2}, "bn.bias": {3, 4}, "bn.running_mean": {5, 6}},
		"too short": {"bn.weight": {1, 2}, "bn.bias": {3}, "bn.running_mean": {5, 6}, "bn.running_var": {7, 8}},
		"too long":  {"bn.weight": {1, 2, 3}, "bn.bias": {3, 4}, "bn.running_mean": {5, 6}, "bn.running_var": {7, 8}},
		"none":      nil,
	} {
		var f *fault.Error
		if err := s.Set(values); !errors.Is(err, layer.ErrWeights) || !errors.As(err, &f) || !strings.Contains(f.What, "for tensor bn.") || f.Remedy == "" {
			t.Errorf("%s: %v", name, err)
		}
		if _, err := layer.NewState(normTensors, values); !errors.Is(err, layer.ErrWeights) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A network that asks for a tensor that it did not list gets an error from the
// executor that names it.
func TestTensorThatIsNotThere(t *testing.T) {
	_, err := try(state(t, nil, nil), false, []float32{1}, []int{1, 1}, func(w layer.Weights, x *graph.Node) *graph.Node { return layer.Linear(w.In("head"), "fc", x) })
	if err == nil || !strings.Contains(err.Error(), `no tensor "head.fc.weight"`) {
		t.Errorf("got %v", err)
	}
}

func ExampleTensor_ToTorch() {
	t := layer.Tensor{Name: "fc.weight", Kind: layer.LinearWeight, Shape: []int{2, 3}}
	fmt.Println(t.TorchShape(), t.ToTorch([]float32{1, 2, 3, 4, 5, 6}))
	// Output: [3 2] [1 4 2 5 3 6]
}

func ExampleState_Set() {
	list := []layer.Tensor{{Name: "fc.bias", Kind: layer.LinearBias, Shape: []int{1}}}
	s, err := layer.NewState(list, map[string][]float32{"fc.bias": {0.25}})
	fmt.Println(s.Tensors[0].Name, err)
	fmt.Println(s.Set(map[string][]float32{"fc.bias": {1, 2}}))
	// Output:
	// fc.bias <nil>
	// 2 values for tensor fc.bias of shape [1]; use the weights of this network
}
