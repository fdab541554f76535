package fusion_test

import (
	"encoding/json"
	"hash/fnv"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gomlx/compute"
	_ "github.com/gomlx/gomlx/backends/default"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"
	"github.com/gomlx/gomlx/ml/train/optimizer"

	"hcclab/hccp53/deeplearning/fusion"
	"hcclab/hccp53/deeplearning/layer"
)

// oracle is what torchvision computes when weights and inputs come from a
// formula; see the README of the reference folder dl.
type oracle struct {
	Case struct {
		Name, Kind, Arch     string
		Batch, Height, Width int
		InChannels           int `json:"in_channels"`
		Phases               int
		NumClasses           int `json:"num_classes"`
	}
	Seed             string
	LRAdam           float64 `json:"lr_adam"`
	Float64, Float32 outputs
}

type outputs struct {
	LogitsEval  []float64            `json:"logits_eval"`
	LogitsTrain []float64            `json:"logits_train"`
	LossTrain   float64              `json:"loss_train"`
	GradNorm    map[string]float64   `json:"grad_norm"`
	Buffers     map[string][]float64 `json:"buffers_after_train_forward_first4"`
	AfterAdam   struct {
		LogitsEval []float64 `json:"logits_eval"`
	} `json:"after_adam"`
}

// formula returns the first n numbers of the oracle's sequence for a name.
func formula(seed, name string, n int) []float64 {
	h := fnv.New64a()
	h.Write([]byte(seed + ":" + name))
	base := h.Sum64()
	u := make([]float64, n)
	for i := range u {
		z := base + uint64(i+1)*0x9E3779B97F4A7C15
		z = (z ^ z>>30) * 0xBF58476D1CE4E5B9
		z = (z ^ z>>27) * 0x94D049BB133111EB
		z ^= z >> 31
		u[i] = float64(z>>11)*0x1p-52 - 1
	}
	return u
}

// weights returns the oracle's weights in our layout.
func weights(o oracle, list []layer.Tensor) map[string][]float32 {
	values := map[string][]float32{}
	for _, t := range list {
		shape := t.TorchShape()
		v := make([]float32, t.Len())
		for i, u := range formula(o.Seed, t.Name, t.Len()) {
			switch {
			case t.Kind == layer.NormVariance:
				u = 1 + 0.1*u
			case t.Kind == layer.NormMean || strings.HasSuffix(t.Name, "bias"):
				u *= 0.1
			case len(shape) == 4:
				u *= math.Sqrt(6 / float64(shape[1]*shape[2]*shape[3]))
			case len(shape) == 2:
				u *= math.Sqrt(3 / float64(shape[1]))
			case strings.HasSuffix(t.Name, "bn2.weight"): // the last batch norm of a basic block
				u = 0.3 * (1 + 0.1*u)
			default:
				u = 1 + 0.1*u
			}
			v[i] = float32(u)
		}
		values[t.Name] = t.FromTorch(v)
	}
	return values
}

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
	t.Logf("backend %s", config)
	return b
}

// TestNetworksEqualTorchvision compares every network in the reference folder
// that this package builds with torchvision's float64 results: logits, loss,
// gradients, running statistics, and logits after one step of Adam.
func TestNetworksEqualTorchvision(t *testing.T) {
	root := os.Getenv("HCCP53_REFERENCE")
	if root == "" {
		t.Skip("HCCP53_REFERENCE is not set: networks are not compared with torchvision")
	}
	files, err := filepath.Glob(filepath.Join(root, "dl", "*.json"))
	if err != nil {
		t.Fatal(err)
	}
	judged := 0
	var passed []string
	b := backend(t)
	for _, file := range files {
		content, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var o oracle
		if err := json.Unmarshal(content, &o); err != nil {
			t.Fatal(err)
		}
		arch := map[string]string{"resnet18": "ResNet18", "resnet34": "ResNet34"}[o.Case.Arch]
		if arch == "" || o.Case.NumClasses != 1 {
			passed = append(passed, o.Case.Name)
			continue
		}
		if testing.Short() && judged > 0 {
			continue
		}
		judged++
		t.Run(o.Case.Name, func(t *testing.T) { judge(t, b, o, arch) })
	}
	t.Logf("not judged, for the package does not build them yet: %v", passed)
	if judged == 0 {
		t.Errorf("nothing to judge in %s", filepath.Join(root, "dl"))
	}
}

func judge(t *testing.T, b compute.Backend, o oracle, arch string) {
	if o.Case.Phases > 0 { // FF: as many images of one channel
		o.Case.InChannels = o.Case.Phases
	}
	net, err := fusion.New(fusion.Kind(strings.ToUpper(o.Case.Kind)), arch, o.Case.InChannels)
	if err != nil {
		t.Fatal(err)
	}
	list := net.Tensors()
	state, err := layer.NewState(list, weights(o, list))
	if err != nil {
		t.Fatal(err)
	}
	c := o.Case
	image := make([]float32, c.Batch*c.Height*c.Width*c.InChannels)
	for i, u := range formula(o.Seed, "input", len(image)) { // NCHW to NHWC
		n, rest := i/(c.InChannels*c.Height*c.Width), i%(c.InChannels*c.Height*c.Width)
		ch, pixel := rest/(c.Height*c.Width), rest%(c.Height*c.Width)
		image[(n*c.Height*c.Width+pixel)*c.InChannels+ch] = float32(u * math.Sqrt(3))
	}
	labels := make([]float32, c.Batch)
	for i := range labels {
		labels[i] = float32(i % 2)
	}
	x := func() *tensors.Tensor {
		return tensors.FromFlatDataAndDimensions(image, c.Batch, c.Height, c.Width, c.InChannels)
	}
	flat := func(out []*tensors.Tensor, err error) [][]float32 {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		values := make([][]float32, len(out))
		for i := range out {
			if values[i], err = tensors.CopyFlatData[float32](out[i]); err != nil {
				t.Fatal(err)
			}
		}
		return values
	}
	evalExec, err := model.NewExec(b, state.Store, func(_ *model.Scope, x *graph.Node) *graph.Node {
		return net.Logits(state.Bind(x.Graph(), false), x)
	})
	if err != nil {
		t.Fatal(err)
	}
	eval := func() []float32 { return flat(evalExec.Exec(x()))[0] }
	compare := func(what string, got []float32, want, single []float64) {
		t.Helper()
		worst, yardstick := 0.0, 0.0
		for i, w := range want {
			worst = math.Max(worst, math.Abs(float64(got[i])-w))
			yardstick = math.Max(yardstick, math.Abs(single[i]-w))
		}
		// The README's bound: PyTorch's own float32 error, ten times.
		if bound := math.Max(2e-5, 10*yardstick); !(worst <= bound) {
			t.Errorf("%s: off by %.2g, allowed %.2g", what, worst, bound)
		} else {
			t.Logf("%s: off by %.2g, allowed %.2g", what, worst, bound)
		}
	}
	compare("logits eval", eval(), o.Float64.LogitsEval, o.Float32.LogitsEval)

	// One training pass with gradients, then Adam; the pass also moves the
	// running statistics, as in PyTorch.
	adam := optimizer.Adam().LearningRate(o.LRAdam).Epsilon(1e-8).Done()
	stepExec, err := model.NewExec(b, state.Store, func(scope *model.Scope, x, y *graph.Node) []*graph.Node {
		z := net.Logits(state.Bind(x.Graph(), true), x)
		loss := layer.BCE(z, y)
		out := []*graph.Node{z, loss}
		var params []*graph.Node
		for _, tensor := range list {
			if tensor.Kind.Trainable() {
				params = append(params, state.Store.GetVariable("/network/"+tensor.Name).NodeValue(x.Graph()))
			}
		}
		for _, g := range graph.Gradient(loss, params...) {
			out = append(out, graph.Sqrt(graph.ReduceAllSum(graph.Square(g))))
		}
		adam.UpdateGraph(scope, x.Graph(), loss)
		return out
	})
	if err != nil {
		t.Fatal(err)
	}
	out := flat(stepExec.Exec(x(), tensors.FromFlatDataAndDimensions(labels, len(labels))))
	compare("logits train", out[0], o.Float64.LogitsTrain, o.Float32.LogitsTrain)
	compare("loss", out[1], []float64{o.Float64.LossTrain}, []float64{o.Float32.LossTrain})
	var norms []float32
	var want, single []float64
	i := 2
	for _, tensor := range list {
		if tensor.Kind.Trainable() {
			norms, want, single = append(norms, out[i][0]), append(want, o.Float64.GradNorm[tensor.Name]), append(single, o.Float32.GradNorm[tensor.Name])
			i++
		}
	}
	if len(want) != len(o.Float64.GradNorm) {
		t.Errorf("%d gradients for the oracle's %d", len(want), len(o.Float64.GradNorm))
	}
	compare("gradient norms", norms, want, single)
	after, err := state.Values()
	if err != nil {
		t.Fatal(err)
	}
	var running []float32
	want, single = nil, nil
	for name, first := range o.Float64.Buffers {
		if strings.HasSuffix(name, "num_batches_tracked") {
			continue
		}
		running = append(running, after[name][:len(first)]...)
		want, single = append(want, first...), append(single, o.Float32.Buffers[name]...)
	}
	compare("running statistics", running, want, single)
	compare("logits after Adam", eval(), o.Float64.AfterAdam.LogitsEval, o.Float32.AfterAdam.LogitsEval)
}
