package nrrd

import (
	"math"
	"strconv"
	"strings"

	"hcclab/hccp53/fault"
	"hcclab/hccp53/volume/voxel"
)

// typeOf gives the number type for each of its names.
var typeOf = map[string]voxel.Type{
	"signed char": voxel.Int8, "int8": voxel.Int8, "int8_t": voxel.Int8,
	"uchar": voxel.Uint8, "unsigned char": voxel.Uint8, "uint8": voxel.Uint8, "uint8_t": voxel.Uint8,
	"short": voxel.Int16, "short int": voxel.Int16, "signed short": voxel.Int16, "signed short int": voxel.Int16, "int16": voxel.Int16, "int16_t": voxel.Int16,
	"ushort": voxel.Uint16, "unsigned short": voxel.Uint16, "unsigned short int": voxel.Uint16, "uint16": voxel.Uint16, "uint16_t": voxel.Uint16,
	"int": voxel.Int32, "signed int": voxel.Int32, "int32": voxel.Int32, "int32_t": voxel.Int32,
	"uint": voxel.Uint32, "unsigned int": voxel.Uint32, "uint32": voxel.Uint32, "uint32_t": voxel.Uint32,
	"longlong": voxel.Int64, "long long": voxel.Int64, "long long int": voxel.Int64, "signed long long": voxel.Int64, "signed long long int": voxel.Int64, "int64": voxel.Int64, "int64_t": voxel.Int64,
	"ulonglong": voxel.Uint64, "unsigned long long": voxel.Uint64, "unsigned long long int": voxel.Uint64, "uint64": voxel.Uint64, "uint64_t": voxel.Uint64,
	"float": voxel.Float32, "double": voxel.Float64,
}

// encodingOf gives the encoding for each of its names.
var encodingOf = map[string]string{
	"raw": "raw", "txt": "ascii", "text": "ascii", "ascii": "ascii", "hex": "hex",
	"gz": "gzip", "gzip": "gzip", "bz2": "bzip2", "bzip2": "bzip2",
}

// layout is how the voxels lie in the file.
type layout struct {
	voxel.Array        // without Data
	encoding           string
	lineSkip, byteSkip int
	bytes              int64 // of all voxels
}

// layout reads the fields that say how the voxels lie in the file. The image
// must take at most budget bytes.
func (h *header) layout(budget int64) (layout, error) {
	var l layout
	for _, name := range []string{"type", "dimension", "sizes", "encoding"} {
		if h.field[name] == "" {
			return l, fault.New(ErrDamaged, "the header has no field %q", name)
		}
	}
	var ok bool
	if l.Type, ok = typeOf[h.field["type"]]; !ok {
		return l, fault.New(ErrUnsupported, "the voxels are of type %q", brief(h.field["type"])).Try("convert the image to an integer or float type")
	}
	if l.encoding, ok = encodingOf[strings.ToLower(h.field["encoding"])]; !ok {
		return l, fault.New(ErrUnsupported, "the encoding is %q", brief(h.field["encoding"])).Try("export the file with encoding gzip or raw")
	}
	if err := h.sizes(&l, budget); err != nil {
		return l, err
	}
	switch endian := h.field["endian"]; {
	case strings.EqualFold(endian, "big"):
		l.BigEndian = true
	case strings.EqualFold(endian, "little"):
	case endian != "" || l.Type.Bytes() > 1 && l.encoding != "ascii":
		return l, fault.New(ErrDamaged, `the field "endian" is %q, neither little nor big`, brief(endian))
	}
	for name, skip := range map[string]*int{"lineskip": &l.lineSkip, "byteskip": &l.byteSkip} {
		text := h.field[name]
		if text == "" {
			continue
		}
		n, err := strconv.Atoi(text)
		tail := name == "byteskip" && n == -1 && l.encoding == "raw"
		if err != nil || n < 0 && !tail || n > math.MaxInt32 {
			return l, fault.New(ErrDamaged, "the field %q is %q", name, brief(text))
		}
		*skip = n
	}
	return l, nil
}

// sizes reads the number of places along each axis.
func (h *header) sizes(l *layout, budget int64) error {
	n, err := strconv.Atoi(h.field["dimension"])
	if err != nil || n < 1 || n > 16 {
		return fault.New(ErrDamaged, `the field "dimension" is %q; the format knows 1 to 16`, brief(h.field["dimension"]))
	}
	words := strings.Fields(h.field["sizes"])
	if len(words) != n {
		return fault.New(ErrDamaged, "the header states %d sizes for %d dimensions", len(words), n)
	}
	l.bytes = int64(l.Type.Bytes())
	for _, w := range words {
		size, err := strconv.Atoi(w)
		if err != nil || size < 1 {
			return fault.New(ErrDamaged, "a size is %q", brief(w))
		}
		if int64(size) > voxel.MaxLen || int64(size)*l.bytes > budget || int64(size)*l.bytes > voxel.MaxLen*int64(l.Type.Bytes()) {
			return fault.New(ErrTooLarge, "the image of %s voxels takes more than the %d bytes that are read", strings.Join(words, "×"), min(budget, voxel.MaxLen*int64(l.Type.Bytes()))).
				Try("check the file: its header may state more than the file holds")
		}
		l.bytes *= int64(size)
		l.Shape = append(l.Shape, size)
	}
	return nil
}

// brief cuts what a header says to a length that fits a message.
func brief(s string) string {
	if len(s) > 40 {
		s = s[:40] + "…"
	}
	return s
}
