package deeplearning_test

import (
	"context"
	"encoding/json"
	"errors"
	"math"
	"strings"
	"testing"

	"hcclab/hccp53/deeplearning"
	"hcclab/hccp53/deeplearning/fusion"
	"hcclab/hccp53/deeplearning/safetensors"
	"hcclab/hccp53/fault"
)

// fold is what a good file says of its training.
const fold = `{"network":"MC ResNet18","fold":1,"standard":{"mean":[0.5,1],"sd":[1,2]},"best_epoch":1,"held":[0.25]}`

// weights returns a file with the tensors of a network, all zero, and what it
// says of its training; change, if not nil, may alter them first.
func weights(t testing.TB, kind fusion.Kind, phases int, fold string, change func([]safetensors.Tensor) []safetensors.Tensor) []byte {
	t.Helper()
	net, err := fusion.New(kind, "ResNet18", phases)
	if err != nil {
		t.Fatal(err)
	}
	var list []safetensors.Tensor
	for _, tensor := range net.Tensors() {
		list = append(list, safetensors.Tensor{Name: tensor.Name, Shape: tensor.TorchShape(), Data: make([]float32, tensor.Len())})
	}
	if change != nil {
		list = change(list)
	}
	return file(t, list, fold)
}

func file(t testing.TB, list []safetensors.Tensor, fold string) []byte {
	t.Helper()
	b, err := safetensors.Encode(list, map[string]string{"hccp53.fold": fold})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestGoodWeightsAreRead(t *testing.T) {
	m := machine(t, "MC")
	f, err := m.Decode(weights(t, fusion.MC, 2, fold, nil))
	if err != nil || f.Fold != 1 || f.Held[0] != 0.25 || f.Standard.SD[1] != 2 {
		t.Errorf("got %+v, %v", f, err)
	}
}

// Weights cut off anywhere, of another network, or with numbers that cannot be
// used: each is an error that says what and what to do, and never a panic, not
// even later, when patients are scored.
func TestWeightsThatCannotBeUsed(t *testing.T) {
	m := machine(t, "MC")
	good := weights(t, fusion.MC, 2, fold, nil)
	odd := func(change func(map[string]any)) string {
		var v map[string]any
		if err := json.Unmarshal([]byte(fold), &v); err != nil {
			t.Fatal(err)
		}
		change(v)
		b, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	standard := func(mean, sd []float64) []byte {
		return file(t, nil, odd(func(v map[string]any) { v["standard"] = map[string]any{"mean": mean, "sd": sd} }))
	}
	for name, c := range map[string]struct {
		content []byte
		text    string
	}{
		"nothing":             {nil, "0 bytes are too few"},
		"a text":              {[]byte("PK\x03\x04 not weights"), "the header is said to have"},
		"cut in the header":   {good[:100], "the header is said to have"},
		"cut in the data":     {good[:len(good)-4], "tensor"},
		"too long":            {append(good[:len(good):len(good)], 0, 0, 0, 0), "4 bytes follow"},
		"says nothing":        {weights(t, fusion.MC, 2, "", nil), "do not say how they were trained"},
		"says a list":         {file(t, nil, "[]"), "do not say how they were trained"},
		"says null":           {weights(t, fusion.MC, 2, "null", nil), "mean [] and standard deviation []"},
		"no standard":         {file(t, nil, `{"network":"MC ResNet18"}`), "mean [] and standard deviation []"},
		"standard of one":     {standard([]float64{1}, []float64{1}), "for 2 phases"},
		"standard of three":   {standard([]float64{1, 1, 1}, []float64{1, 1, 1}), "for 2 phases"},
		"one deviation":       {standard([]float64{1, 1}, []float64{1}), "for 2 phases"},
		"deviation of zero":   {standard([]float64{1, 1}, []float64{1, 0}), "standard deviation [1 0]"},
		"negative deviation":  {standard([]float64{1, 1}, []float64{-1, 1}), "standard deviation [-1 1]"},
		"no tensors":          {file(t, nil, fold), `tensor "conv1.weight" has shape []`},
		"another fusion":      {weights(t, fusion.FF, 2, fold, nil), `tensor "conv1.weight" has shape []`},
		"another phase count": {weights(t, fusion.MC, 3, fold, nil), "has shape [64 3 7 7] instead of [64 2 7 7]"},
		"not a number": {weights(t, fusion.MC, 2, fold, func(l []safetensors.Tensor) []safetensors.Tensor {
			l[3].Data[1] = float32(math.NaN())
			return l
		}), `tensor "bn1.running_mean" holds a value that is no number`},
		"infinite": {weights(t, fusion.MC, 2, fold, func(l []safetensors.Tensor) []safetensors.Tensor {
			l[0].Data[0] = float32(math.Inf(1))
			return l
		}), `tensor "conv1.weight" holds a value that is no number`},
		"a tensor less": {weights(t, fusion.MC, 2, fold, func(l []safetensors.Tensor) []safetensors.Tensor { return l[:len(l)-1] }), `tensor "fc.bias" has shape []`},
	} {
		f, err := m.Decode(c.content)
		var fe *fault.Error
		if !errors.Is(err, safetensors.ErrFormat) || !errors.As(err, &fe) || fe.Remedy == "" || !strings.Contains(fe.What, c.text) {
			t.Errorf("%s: got %v, want a format error with %q", name, err, c.text)
		}
		if err == nil {
			p := readCohort(t, alternating(2)).Patients()
			_, err := m.Score(context.Background(), []*deeplearning.FoldModel{f}, p, crops(t, p))
			t.Errorf("%s: scoring: %v", name, err)
		}
	}
}

// FuzzDecode gives what a file says of its training to the reader. Without
// tensors no file is good, so each must be an error.
func FuzzDecode(f *testing.F) {
	m := machine(f, "MC")
	for _, say := range []string{fold, "", "null", "{}", `{"standard":{"mean":[1e999,0]}}`, `{"history":[{"loss":1}],"held":[null]}`} {
		f.Add(file(f, nil, say))
		f.Add(file(f, []safetensors.Tensor{{Name: "conv1.weight", Shape: []int{1}, Data: []float32{1}}}, say))
	}
	f.Fuzz(func(t *testing.T, content []byte) {
		if _, err := m.Decode(content); !errors.Is(err, safetensors.ErrFormat) {
			t.Errorf("got %v", err)
		}
	})
}
