package dcm

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/suyashkumar/dicom"

	"hcclab/hccp53/fault"
)

// header holds decoded values by tag.
type header map[uint32]dicom.Value

// readHeader lets the library decode the values of f's header. It is given a
// small file made of nothing but the elements that are used.
func (f *file) readHeader() (h header, err error) {
	defer func() {
		if p := recover(); p != nil {
			h, err = nil, damaged("the header cannot be decoded (%s)", printable(fmt.Sprint(p)))
		}
	}()
	small := f.small()
	parser, err := dicom.NewParser(bytes.NewReader(small), int64(len(small)), nil,
		dicom.SkipProcessingPixelDataValue(), dicom.AllowUnknownSpecificCharacterSet())
	if err != nil {
		return nil, fault.Wrap(ErrDamaged, err, "the header cannot be decoded")
	}
	h = make(header, len(f.header))
	for {
		e, err := parser.Next()
		if errors.Is(err, dicom.ErrorEndOfDICOM) {
			return h, nil
		}
		if err != nil {
			// Next wraps io.EOF for a value that ends early: an error like any other.
			return nil, fault.Wrap(ErrDamaged, err, "the header cannot be decoded")
		}
		h[e.Tag.Uint32()] = e.Value
	}
}

// small returns a DICOM file of the header elements alone, in the encoding of
// f. Compressed syntaxes have their header in explicit little endian.
func (f *file) small() []byte {
	syntax := f.syntax
	if compressedSyntax(syntax) {
		syntax = explicitLittle
	}
	n := preamble + 64
	for _, e := range f.header {
		n += len(e.raw)
	}
	meta := appendText(nil, 0x00020010, "UI", syntax)
	b := make([]byte, preamble, n)
	b = append(b, "DICM"...)
	b = appendHead(b, 0x00020000, "UL", 4)
	b = binary.LittleEndian.AppendUint32(b, uint32(len(meta)))
	b = append(b, meta...)
	for _, e := range f.header {
		b = append(b, e.raw...)
	}
	return b
}

// texts returns the values of a text element, trimmed; nil when it is absent.
func (h header) texts(tag uint32) []string {
	v, ok := h[tag]
	if !ok {
		return nil
	}
	raw, ok := v.GetValue().([]string)
	if !ok {
		return nil
	}
	out := make([]string, len(raw))
	for i, s := range raw {
		out[i] = strings.Trim(s, " \x00")
	}
	return out
}

// text returns an element of one text value. Backslashes, which separate
// values elsewhere, are kept.
func (h header) text(tag uint32) string { return strings.Join(h.texts(tag), `\`) }

// numbers returns the values of a number element, NaN for one that is no
// number; nil when it is absent.
func (h header) numbers(tag uint32) []float64 {
	v, ok := h[tag]
	if !ok {
		return nil
	}
	var out []float64
	switch raw := v.GetValue().(type) {
	case []int:
		for _, n := range raw {
			out = append(out, float64(n))
		}
	case []float64:
		out = append(out, raw...)
	case []string:
		for _, s := range raw {
			if s = strings.Trim(s, " \x00"); s == "" && len(raw) == 1 {
				return nil
			}
			out = append(out, number(s))
		}
	}
	return out
}

// number parses decimal text and returns NaN for anything else.
func number(s string) float64 {
	x, err := strconv.ParseFloat(s, 64)
	if err != nil || math.IsInf(x, 0) || strings.ContainsAny(s, "xXpP_") {
		return math.NaN()
	}
	return x
}

// number returns the first value, NaN when it is absent or no number.
func (h header) number(tag uint32) float64 {
	if v := h.numbers(tag); len(v) > 0 {
		return v[0]
	}
	return math.NaN()
}
