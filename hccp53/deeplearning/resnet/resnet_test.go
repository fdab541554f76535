package resnet_test

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/gomlx/compute"
	_ "github.com/gomlx/gomlx/backends/default"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"

	"hcclab/hccp53/deeplearning/layer"
	"hcclab/hccp53/deeplearning/resnet"
	"hcclab/hccp53/fault"
)

func ExampleNew() {
	n, err := resnet.New("ResNet18", 3)
	fmt.Println(n.Name, n.Tensors()[0].Name, n.Tensors()[0].TorchShape(), err)
	_, err = resnet.New("ResNet152", 3)
	fmt.Println(err)
	// Output:
	// ResNet18 conv1.weight [64 3 7 7] <nil>
	// there is no network "ResNet152"; use one of [ResNet18 ResNet34]
}

// torchvision documents 11,689,512 and 21,797,672 parameters for three channels
// and 1,000 classes, of which the last layer has 513,000. Its state_dict has 122
// and 218 entries: two are those of the last layer, and each of the 20 and 36
// normalisations counts its batches in one that this package has no use for.
func TestSizesAreTorchvisions(t *testing.T) {
	for name, want := range map[string]struct{ parameters, entries int }{
		"ResNet18": {11_689_512 - 513_000, 122 - 2 - 20},
		"ResNet34": {21_797_672 - 513_000, 218 - 2 - 36},
	} {
		for _, channels := range []int{1, 3} {
			n, err := resnet.New(name, channels)
			if err != nil {
				t.Fatal(err)
			}
			parameters, seen := 0, map[string]bool{}
			for _, tensor := range n.Tensors() {
				if seen[tensor.Name] {
					t.Errorf("%s has two tensors %s", name, tensor.Name)
				}
				seen[tensor.Name] = true
				if tensor.Kind.Trainable() {
					parameters += tensor.Len()
				}
			}
			// The first convolution has 64 kernels of 7×7 a channel.
			if wanted := want.parameters - (3-channels)*64*7*7; parameters != wanted || len(seen) != want.entries {
				t.Errorf("%s of %d channels: %d parameters in %d tensors, want %d in %d", name, channels, parameters, len(seen), wanted, want.entries)
			}
		}
	}
}

func TestNamesAreBuilt(t *testing.T) {
	for _, name := range resnet.Names() {
		if n, err := resnet.New(name, 2); err != nil || n.Name != name || n.Channels != 2 {
			t.Errorf("%s: %+v, %v", name, n, err)
		}
	}
	for _, name := range []string{"", "resnet18", "ResNet50"} {
		var f *fault.Error
		if _, err := resnet.New(name, 2); !errors.Is(err, resnet.ErrUnknown) || !errors.As(err, &f) || !strings.Contains(f.Remedy, "ResNet34") {
			t.Errorf("%q: %v", name, err)
		}
	}
}

// The smallest image, 32×32, is halved five times to one position; an image
// gives 512 features, and the same in any batch.
func TestFeatures(t *testing.T) {
	const size, channels = 32, 2
	n, err := resnet.New("ResNet18", channels)
	if err != nil {
		t.Fatal(err)
	}
	rng := rand.New(rand.NewPCG(1, 1))
	values := map[string][]float32{}
	for _, tensor := range n.Tensors() {
		values[tensor.Name] = tensor.Initial(rng)
	}
	s, err := layer.NewState(n.Tensors(), values)
	if err != nil {
		t.Fatal(err)
	}
	backend, err := compute.NewWithConfig("go")
	if err != nil {
		t.Fatal(err)
	}
	exec, err := model.NewExec(backend, s.Store, func(_ *model.Scope, x *graph.Node) *graph.Node { return n.Forward(s.Bind(x.Graph(), false), x) })
	if err != nil {
		t.Fatal(err)
	}
	images := make([]float32, 2*size*size*channels)
	for i := range images {
		images[i] = float32(rng.NormFloat64())
	}
	features := func(images []float32) []float32 {
		batch := len(images) / (size * size * channels)
		out, err := exec.Exec(tensors.FromFlatDataAndDimensions(images, batch, size, size, channels))
		if err != nil {
			t.Fatal(err)
		}
		if d := out[0].Shape().Dimensions; len(d) != 2 || d[0] != batch || d[1] != resnet.Features {
			t.Fatalf("features of shape %v", d)
		}
		v, err := tensors.CopyFlatData[float32](out[0])
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	both, second := features(images), features(images[size*size*channels:])
	differ := false
	for i, v := range second {
		if math.Abs(float64(v-both[resnet.Features+i])) > 1e-4*math.Max(1, math.Abs(float64(v))) {
			t.Fatalf("feature %d is %v alone, %v beside another image", i, v, both[resnet.Features+i])
		}
		differ = differ || v != both[i]
		if v < 0 { // the mean of what a ReLU let pass
			t.Fatalf("feature %d is %v", i, v)
		}
	}
	if !differ {
		t.Error("two images have the same features")
	}
	if _, err := exec.Exec(tensors.FromFlatDataAndDimensions(images[:size*size], 1, size, size, 1)); err == nil {
		t.Error("an image of one channel is taken")
	}
}
