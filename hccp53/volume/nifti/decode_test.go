package nifti

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"errors"
	"math"
	"strings"
	"testing"

	"hcclab/hccp53/internal/hostile"
	"hcclab/hccp53/volume/voxel"
)

// file builds an uncompressed file of 2×3×1 voxels.
func file(order binary.ByteOrder, t voxel.Type, data []byte, change func(b []byte)) []byte {
	b := make([]byte, headerSize+4)
	order.PutUint32(b, headerSize)
	for i, d := range []uint16{3, 2, 3, 1, 1, 1, 1, 1} {
		order.PutUint16(b[40+2*i:], d)
	}
	order.PutUint16(b[70:], uint16(codeOf(t)))
	order.PutUint16(b[72:], uint16(8*t.Bytes()))
	for i, v := range []float32{1, 1.5, 2, 3} {
		order.PutUint32(b[76+4*i:], math.Float32bits(v))
	}
	order.PutUint32(b[108:], math.Float32bits(352))
	copy(b[344:], "n+1\x00")
	if change != nil {
		change(b)
	}
	return append(b, data...)
}

func put(b []byte, at int, v float32) { binary.LittleEndian.PutUint32(b[at:], math.Float32bits(v)) }

func TestDataTypes(t *testing.T) {
	for _, order := range []binary.ByteOrder{binary.LittleEndian, binary.BigEndian} {
		for datatype, c := range map[voxel.Type]struct {
			value any
			want  []float64
		}{
			voxel.Uint8:   {[]uint8{0, 1, 2, 3, 254, 255}, []float64{0, 1, 2, 3, 254, 255}},
			voxel.Int8:    {[]int8{0, 1, -2, 3, 127, -128}, []float64{0, 1, -2, 3, 127, -128}},
			voxel.Uint16:  {[]uint16{0, 1, 2, 3, 256, 65535}, []float64{0, 1, 2, 3, 256, 65535}},
			voxel.Int16:   {[]int16{0, 1, -2, 3, 256, -32768}, []float64{0, 1, -2, 3, 256, -32768}},
			voxel.Uint32:  {[]uint32{0, 1, 2, 3, 4, 4294967295}, []float64{0, 1, 2, 3, 4, 4294967295}},
			voxel.Int32:   {[]int32{0, 1, -2, 3, 4, -2147483648}, []float64{0, 1, -2, 3, 4, -2147483648}},
			voxel.Uint64:  {[]uint64{0, 1, 2, 3, 4, 1 << 53}, []float64{0, 1, 2, 3, 4, 1 << 53}},
			voxel.Int64:   {[]int64{0, 1, -2, 3, 4, -1 << 53}, []float64{0, 1, -2, 3, 4, -1 << 53}},
			voxel.Float32: {[]float32{0, 1.5, -2, 3, 4, 1e30}, []float64{0, 1.5, -2, 3, 4, float64(float32(1e30))}},
			voxel.Float64: {[]float64{0, 1.5, -2, 3, 4, 1e300}, []float64{0, 1.5, -2, 3, 4, 1e300}},
		} {
			var data bytes.Buffer
			if err := binary.Write(&data, order, c.value); err != nil {
				t.Fatal(err)
			}
			img, err := Decode(bytes.NewReader(file(order, datatype, data.Bytes(), nil)), 1<<20)
			if err != nil {
				t.Errorf("type %s, %v: %v", datatype, order, err)
				continue
			}
			for i, v := range img.Data {
				if v != c.want[i] {
					t.Errorf("type %s, %v: %v, want %v", datatype, order, img.Data, c.want)
					break
				}
			}
		}
	}
}

func TestScaling(t *testing.T) {
	nan := float32(math.NaN())
	for _, c := range []struct {
		slope, inter float32
		want         float64 // of a stored 4
		err          error
	}{{0, 7, 4, nil}, {nan, 7, 4, nil}, {nan, nan, 4, nil}, {1, 0, 4, nil}, {0.5, -3, -1, nil}, {-2, 1, -7, nil}, {float32(math.Inf(1)), 0, 4, nil}, {2, nan, 0, ErrDamaged}} {
		b := file(binary.LittleEndian, voxel.Uint8, []byte{4, 4, 4, 4, 4, 4}, func(b []byte) { put(b, 112, c.slope); put(b, 116, c.inter) })
		img, err := Decode(bytes.NewReader(b), 1<<20)
		if !errors.Is(err, c.err) || err == nil && img.Data[0] != c.want {
			t.Errorf("slope %v, inter %v: %v, %v", c.slope, c.inter, img, err)
		}
	}
}

// TestPlaces builds the three ways of placing by hand and checks the point of
// voxel (1, 2, 0).
func TestPlaces(t *testing.T) {
	sform := func(b []byte) {
		binary.LittleEndian.PutUint16(b[254:], 2)
		for i, v := range []float32{0, -2, 0, 10, 1.5, 0, 0, 20, 0, 0, 3, 30} { // x grows to the front, y to the left
			put(b, 280+4*i, v)
		}
	}
	qform := func(qfac float32) func(b []byte) {
		return func(b []byte) {
			binary.LittleEndian.PutUint16(b[252:], 1)
			put(b, 76, qfac)
			// Half a turn about z: the quaternion (0, 0, 0, 1).
			put(b, 264, 1)
			for i, v := range []float32{5, 6, 7} {
				put(b, 268+4*i, v)
			}
		}
	}
	both := func(b []byte) { qform(1)(b); sform(b) }
	for name, c := range map[string]struct {
		change func([]byte)
		want   [3]float64 // LPS
		z      [3]float64 // direction of the third axis
	}{
		// RAS (10−2·2, 20+1.5, 30) = (6, 21.5, 30).
		"sform": {sform, [3]float64{-6, -21.5, 30}, [3]float64{0, 0, 1}},
		// RAS (5−1.5, 6−2·2, 7) = (3.5, 2, 7).
		"qform":              {qform(1), [3]float64{-3.5, -2, 7}, [3]float64{0, 0, 1}},
		"qform, qfac 0":      {qform(0), [3]float64{-3.5, -2, 7}, [3]float64{0, 0, 1}},
		"qform, qfac −1":     {qform(-1), [3]float64{-3.5, -2, 7}, [3]float64{0, 0, -1}},
		"sform before qform": {both, [3]float64{-6, -21.5, 30}, [3]float64{0, 0, 1}},
		"voxel size alone":   {nil, [3]float64{-1.5, -4, 0}, [3]float64{0, 0, 1}},
	} {
		img, err := Decode(bytes.NewReader(file(binary.LittleEndian, voxel.Uint8, make([]byte, 6), c.change)), 1<<20)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		got := img.Point(1, 2, 0)
		for k := range 3 {
			if math.Abs(got[k]-c.want[k]) > 1e-6 || math.Abs(img.Direction[2][k]-c.z[k]) > 1e-6 {
				t.Errorf("%s: %v, want %v; third axis %v, want %v", name, got, c.want, img.Direction[2], c.z)
				break
			}
		}
	}
}

func TestRefused(t *testing.T) {
	le := binary.LittleEndian
	kind := func(datatype, bits uint16) func(b []byte) {
		return func(b []byte) { le.PutUint16(b[70:], datatype); le.PutUint16(b[72:], bits) }
	}
	for name, c := range map[string]struct {
		b   []byte
		err error
	}{
		"empty":        {nil, ErrNotNIfTI},
		"text":         {bytes.Repeat([]byte("text "), 100), ErrNotNIfTI},
		"no magic":     {file(le, voxel.Uint8, make([]byte, 6), func(b []byte) { b[344] = 'x' }), ErrNotNIfTI},
		"pair":         {file(le, voxel.Uint8, make([]byte, 6), func(b []byte) { copy(b[344:], "ni1") }), ErrUnsupported},
		"no NIfTI-2":   {file(le, voxel.Uint8, make([]byte, 200), func(b []byte) { le.PutUint32(b, 540) }), ErrNotNIfTI},
		"metres":       {file(le, voxel.Uint8, make([]byte, 6), func(b []byte) { b[123] = 1 }), ErrUnsupported},
		"components":   {file(le, voxel.Uint8, make([]byte, 18), func(b []byte) { le.PutUint16(b[40:], 5); le.PutUint16(b[50:], 3) }), ErrUnsupported},
		"colour":       {file(le, voxel.Uint8, make([]byte, 18), kind(128, 24)), ErrUnsupported},
		"complex":      {file(le, voxel.Uint8, make([]byte, 48), kind(32, 64)), ErrUnsupported},
		"four volumes": {file(le, voxel.Uint8, make([]byte, 24), func(b []byte) { le.PutUint16(b[40:], 4); le.PutUint16(b[48:], 4) }), ErrUnsupported},
		"bits":         {file(le, voxel.Uint8, make([]byte, 12), kind(2, 16)), ErrDamaged},
		"no dimension": {file(le, voxel.Uint8, make([]byte, 6), func(b []byte) { le.PutUint16(b[40:], 0) }), ErrDamaged},
		"negative":     {file(le, voxel.Uint8, make([]byte, 6), func(b []byte) { le.PutUint16(b[42:], 0xfffe) }), ErrDamaged},
		"offset":       {file(le, voxel.Uint8, make([]byte, 6), func(b []byte) { put(b, 108, 100) }), ErrDamaged},
		"offset NaN":   {file(le, voxel.Uint8, make([]byte, 6), func(b []byte) { put(b, 108, float32(math.NaN())) }), ErrDamaged},
		"voxel size":   {file(le, voxel.Uint8, make([]byte, 6), func(b []byte) { put(b, 84, 0) }), ErrDamaged},
		"sheared": {file(le, voxel.Uint8, make([]byte, 6), func(b []byte) {
			le.PutUint16(b[254:], 1)
			for i, v := range []float32{1, 0.1, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0} {
				put(b, 280+4*i, v)
			}
		}), ErrSheared},
		"sform of zeros": {file(le, voxel.Uint8, make([]byte, 6), func(b []byte) { le.PutUint16(b[254:], 1) }), ErrDamaged},
		"cut":            {file(le, voxel.Uint8, make([]byte, 5), nil), ErrDamaged},
		"beyond the budget": {file(le, voxel.Float64, nil, func(b []byte) {
			for i := range 3 {
				le.PutUint16(b[42+2*i:], 500)
			}
		}), ErrTooLarge},
		"beyond any": {file(le, voxel.Uint8, nil, func(b []byte) {
			for i := range 3 {
				le.PutUint16(b[42+2*i:], 0x7fff)
			}
		}), ErrTooLarge},
	} {
		if _, err := Decode(bytes.NewReader(c.b), 1<<20); !errors.Is(err, c.err) {
			t.Errorf("%s: %v, want %v", name, err, c.err)
		}
	}
}

// TestEveryTruncationIsAnError cuts a file, plain and compressed, at every byte.
func TestEveryTruncationIsAnError(t *testing.T) {
	plain := file(binary.LittleEndian, voxel.Int16, []byte{1, 0, 2, 0, 3, 0, 4, 0, 5, 0, 6, 0}, nil)
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	if _, err := z.Write(plain); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	for _, b := range [][]byte{plain, packed.Bytes()} {
		if _, err := Decode(bytes.NewReader(b), 1<<20); err != nil {
			t.Fatal(err)
		}
		for n := range len(b) {
			if _, err := Decode(bytes.NewReader(b[:n]), 1<<20); err == nil {
				t.Errorf("cut after %d of %d bytes: no error", n, len(b))
			}
		}
	}
}

// TestBomb decodes a small file that states many voxels: memory follows the
// bytes that are there, not those that are stated.
func TestBomb(t *testing.T) {
	b := file(binary.LittleEndian, voxel.Uint8, make([]byte, 1000), func(b []byte) {
		for i := range 3 {
			binary.LittleEndian.PutUint16(b[42+2*i:], 500)
		}
	})
	hostile.Within(t, "500³ voxels stated", 4<<20, func() { // they would take 1,000 MB
		if _, err := Decode(bytes.NewReader(b), 1<<40); !errors.Is(err, ErrDamaged) {
			t.Errorf("got %v", err)
		}
	})
}

// TestWarnings says what is doubtful about a place.
func TestWarnings(t *testing.T) {
	le := binary.LittleEndian
	forms := func(shift float32) func(b []byte) {
		return func(b []byte) {
			le.PutUint16(b[252:], 1)
			le.PutUint16(b[254:], 1)
			put(b, 268, shift)
			for i, v := range []float32{1.5, 0, 0, 0, 0, 2, 0, 0, 0, 0, 3, 0} {
				put(b, 280+4*i, v)
			}
		}
	}
	for name, c := range map[string]struct {
		data   int
		change func([]byte)
		want   string
	}{
		"both agree":   {6, forms(0.1), ""},
		"both differ":  {6, forms(7), "7 mm"},
		"neither":      {6, nil, "neither sform nor qform"},
		"more to come": {7, forms(0), "goes on"},
	} {
		f, err := Parse(bytes.NewReader(file(le, voxel.Uint8, make([]byte, c.data), c.change)), 1<<20)
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Join(f.Warnings, "; "); !strings.Contains(got, c.want) || (got == "") != (c.want == "") {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}
