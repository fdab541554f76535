package safetensors_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hcclab/hccp53/deeplearning/safetensors"
)

func Example() {
	b, _ := safetensors.Encode([]safetensors.Tensor{{Name: "fc.bias", Shape: []int{2}, Data: []float32{0.5, -1}}}, nil)
	list, _, _ := safetensors.Decode(b)
	fmt.Println(list[0].Name, list[0].Shape, list[0].Data)
	// Output: fc.bias [2] [0.5 -1]
}

func sample(t testing.TB) []byte {
	b, err := safetensors.Encode([]safetensors.Tensor{
		{Name: "b", Shape: []int{2, 3}, Data: []float32{1, 2, 3, 4, 5, float32(math.Inf(1))}},
		{Name: "a", Shape: []int{}, Data: []float32{7}},
		{Name: "none", Shape: []int{0, 4}, Data: []float32{}},
	}, map[string]string{"network": "MC ResNet18"})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestRoundTrip(t *testing.T) {
	b := sample(t)
	list, meta, err := safetensors.Decode(b)
	if err != nil {
		t.Fatal(err)
	}
	again, err := safetensors.Encode(list, meta)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(b, again) {
		t.Error("decoding and encoding changed the bytes")
	}
	if meta["network"] != "MC ResNet18" || !cmp.Equal(list[0].Data[:3], []float32{1, 2, 3}) {
		t.Errorf("got %v, %v", list, meta)
	}
	if (len(b)-8*4)%4 != 0 || binary.LittleEndian.Uint64(b)%8 != 0 {
		t.Error("data not aligned")
	}
}

// Free text, tensors, both or neither: what is written can be read.
func TestFilesOfFewParts(t *testing.T) {
	one := []safetensors.Tensor{{Name: "a", Shape: []int{1}, Data: []float32{7}}}
	for name, c := range map[string]struct {
		list []safetensors.Tensor
		meta map[string]string
	}{"nothing": {}, "text": {nil, map[string]string{"format": "pt"}}, "tensor": {one, nil}, "both": {one, map[string]string{"format": "pt"}}} {
		b, err := safetensors.Encode(c.list, c.meta)
		if err != nil {
			t.Fatal(err)
		}
		list, meta, err := safetensors.Decode(b)
		if err != nil || len(list) != len(c.list) || !cmp.Equal(meta, c.meta) {
			t.Errorf("%s: got %v, %v, %v", name, list, meta, err)
		}
	}
}

func TestEveryTruncationIsAnError(t *testing.T) {
	b := sample(t)
	for n := range len(b) {
		if _, _, err := safetensors.Decode(b[:n]); !errors.Is(err, safetensors.ErrFormat) {
			t.Fatalf("%d of %d bytes: %v", n, len(b), err)
		}
	}
}

func TestHostileHeaders(t *testing.T) {
	for name, header := range map[string]string{
		"beyond the data": `{"a":{"dtype":"F32","shape":[4],"data_offsets":[0,16]}}`,
		"before the data": `{"a":{"dtype":"F32","shape":[1],"data_offsets":[-4,0]}}`,
		"shape too large": `{"a":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,8]}}`,
		"negative shape":  `{"a":{"dtype":"F32","shape":[-1,-2],"data_offsets":[0,8]}}`,
		"overlap":         `{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}`,
		"gap":             `{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}`,
		"other type":      `{"a":{"dtype":"I64","shape":[1],"data_offsets":[0,8]}}`,
		"no object":       `[]`,
	} {
		b := binary.LittleEndian.AppendUint64(nil, uint64(len(header)))
		b = append(append(b, header...), make([]byte, 8)...)
		if _, _, err := safetensors.Decode(b); !errors.Is(err, safetensors.ErrFormat) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func FuzzDecode(f *testing.F) {
	f.Add(sample(f))
	f.Fuzz(func(t *testing.T, b []byte) {
		list, meta, err := safetensors.Decode(b)
		if err != nil {
			return
		}
		if _, err := safetensors.Encode(list, meta); err != nil {
			t.Errorf("what was read cannot be written: %v", err)
		}
	})
}
