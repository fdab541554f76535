// Package safetensors reads and writes tensors in the safetensors format: an
// eight-byte length, a JSON header that names type, shape and place of every
// tensor, and the numbers, little-endian. It is the format in which trained
// weights are exchanged without running code on load.
//
// The reader takes float32 tensors only and trusts nothing: header and data
// are bounded, every place must lie inside the data, and no two tensors may
// overlap.
package safetensors

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"sort"

	"hcclab/hccp53/fault"
)

// ErrFormat reports bytes that are not safetensors, or not of a kind read here.
var ErrFormat = errors.New("safetensors: format")

// maxHeader is the limit that the reference implementation sets: 100 MB.
const maxHeader = 100_000_000

// Tensor is a named array of float32, row-major.
type Tensor struct {
	Name  string
	Shape []int
	Data  []float32
}

type entry struct {
	DType   string `json:"dtype"`
	Shape   []int  `json:"shape"`
	Offsets [2]int `json:"data_offsets"`
}

// Encode returns the tensors, in the given order, with free text about them.
// Equal arguments give equal bytes.
func Encode(list []Tensor, metadata map[string]string) ([]byte, error) {
	var header bytes.Buffer
	header.WriteByte('{')
	if len(metadata) > 0 {
		m, err := json.Marshal(metadata)
		if err != nil {
			return nil, fmt.Errorf("safetensors: %w", err)
		}
		fmt.Fprintf(&header, `"__metadata__":%s`, m)
	}
	offset := 0
	for i, t := range list {
		if n := count(t.Shape); n != len(t.Data) {
			return nil, fmt.Errorf("safetensors: tensor %s has %d values for shape %v", t.Name, len(t.Data), t.Shape)
		}
		name, err := json.Marshal(t.Name)
		if err != nil {
			return nil, fmt.Errorf("safetensors: %w", err)
		}
		e, err := json.Marshal(entry{"F32", t.Shape, [2]int{offset, offset + 4*len(t.Data)}})
		if err != nil {
			return nil, fmt.Errorf("safetensors: %w", err)
		}
		if i > 0 || len(metadata) > 0 {
			header.WriteByte(',')
		}
		fmt.Fprintf(&header, "%s:%s", name, e)
		offset += 4 * len(t.Data)
	}
	header.WriteByte('}')
	for header.Len()%8 != 0 { // the format asks for aligned data
		header.WriteByte(' ')
	}
	out := make([]byte, 0, 8+header.Len()+offset)
	out = binary.LittleEndian.AppendUint64(out, uint64(header.Len()))
	out = append(out, header.Bytes()...)
	for _, t := range list {
		for _, v := range t.Data {
			out = binary.LittleEndian.AppendUint32(out, math.Float32bits(v))
		}
	}
	return out, nil
}

// Decode returns the tensors, in the order of their data, and the free text.
func Decode(content []byte) ([]Tensor, map[string]string, error) {
	bad := func(format string, args ...any) ([]Tensor, map[string]string, error) {
		return nil, nil, fault.New(ErrFormat, format, args...).Try("write the weights again, as float32")
	}
	if len(content) < 8 {
		return bad("%d bytes are too few", len(content))
	}
	n := binary.LittleEndian.Uint64(content)
	if n > maxHeader || n > uint64(len(content)-8) {
		return bad("the header is said to have %d bytes, the file has %d", n, len(content))
	}
	var raw map[string]json.RawMessage
	if err := json.Unmarshal(content[8:8+n], &raw); err != nil {
		return bad("the header is no JSON: %v", err)
	}
	data := content[8+n:]
	var metadata map[string]string
	if m, ok := raw["__metadata__"]; ok {
		if err := json.Unmarshal(m, &metadata); err != nil {
			return bad("the metadata are no words: %v", err)
		}
		delete(raw, "__metadata__")
	}
	type placed struct {
		name string
		entry
	}
	var entries []placed
	for name, r := range raw {
		var e entry
		if err := json.Unmarshal(r, &e); err != nil {
			return bad("tensor %q: %v", name, err)
		}
		if e.DType != "F32" {
			return bad("tensor %q has type %s instead of F32", name, e.DType)
		}
		for _, d := range e.Shape {
			if d < 0 || d > len(data) {
				return bad("tensor %q has shape %v", name, e.Shape)
			}
		}
		if e.Offsets[0] < 0 || e.Offsets[1] < e.Offsets[0] || e.Offsets[1] > len(data) || !fits(e.Shape, (e.Offsets[1]-e.Offsets[0])/4) || (e.Offsets[1]-e.Offsets[0])%4 != 0 {
			return bad("tensor %q of shape %v lies at %v of %d bytes", name, e.Shape, e.Offsets, len(data))
		}
		entries = append(entries, placed{name, e})
	}
	sort.Slice(entries, func(i, j int) bool {
		a, b := entries[i], entries[j]
		if a.Offsets != b.Offsets {
			return a.Offsets[0] < b.Offsets[0] || a.Offsets[0] == b.Offsets[0] && a.Offsets[1] < b.Offsets[1]
		}
		return a.name < b.name
	})
	list, end := make([]Tensor, len(entries)), 0
	for i, e := range entries {
		if e.Offsets[0] != end {
			return bad("the data of tensor %q overlap or leave a gap", e.name)
		}
		end = e.Offsets[1]
		values := make([]float32, (e.Offsets[1]-e.Offsets[0])/4)
		for k := range values {
			values[k] = math.Float32frombits(binary.LittleEndian.Uint32(data[e.Offsets[0]+4*k:]))
		}
		list[i] = Tensor{Name: e.name, Shape: e.Shape, Data: values}
	}
	if end != len(data) {
		return bad("%d bytes follow the last tensor", len(data)-end)
	}
	return list, metadata, nil
}

func count(shape []int) int {
	n := 1
	for _, d := range shape {
		n *= d
	}
	return n
}

// fits reports whether the product of the dimensions is n, without overflow.
func fits(shape []int, n int) bool {
	product := 1
	for _, d := range shape {
		if d == 0 {
			return n == 0
		}
		if product > n/d {
			return false
		}
		product *= d
	}
	return product == n
}
