package dcm

import (
	"bytes"
	"encoding/binary"
	"sync"

	"github.com/suyashkumar/dicom"
)

// header holds the codes, dates, decimals and whole numbers of a file's header
// as github.com/suyashkumar/dicom parsed them, by tag.
//
// The library is handed the header alone, never the items of sequences: it
// keeps about 600 bytes for an element, so that the frames of an enhanced image
// would take more memory than their pixels. Their values, text in character
// sets and floating-point numbers (which it rounds through decimal text) are
// decoded in values.go.
type header struct {
	once   sync.Once
	values map[Tag]any
}

// headerValue bounds the bytes of one value that the library is handed.
const headerValue = 1024

// forLibrary reports whether the library parses the element: of the standard,
// so that there are not more than its dictionary has, of a plain kind, and of a
// length that is right.
func (e *Element) forLibrary() bool {
	vr := e.VR()
	w := width(vr)
	switch {
	case e.Tag.Private() || e.Tag.Keyword() == "" || len(e.Value) == 0 || len(e.Value) > headerValue:
		return false
	case e.Tag == SpecificCharacterSet: // the library would decode codes by it, too
		return false
	case isCode(vr) && !isASCII(e.Value):
		return false
	case vr == "DA" && bytes.IndexByte(e.Value, '\\') >= 0: // it does not separate dates
		return false
	case vr == "US" || vr == "SS" || vr == "UL" || vr == "SL":
		return len(e.Value)%w == 0
	}
	return isCode(vr) && vr != "UR" // a backslash in it separates nothing
}

// value returns what the library made of the element: texts or whole numbers.
func (h *header) value(d *DataSet, tag Tag) any {
	if h == nil {
		return nil
	}
	h.once.Do(func() {
		h.values = map[Tag]any{}
		var plain []*Element
		seen := map[Tag]bool{}
		for i := range d.elements {
			e := &d.elements[i]
			if !seen[e.Tag] && e.forLibrary() { // of two, the first
				plain = append(plain, e)
			}
			seen[e.Tag] = true
		}
		if h.parse(d.order, plain) {
			return
		}
		for _, e := range plain { // one that it cannot parse does not spoil the others
			h.parse(d.order, []*Element{e})
		}
	})
	return h.values[tag]
}

// parse lets the library parse a small file made of the elements and reports
// whether it could.
func (h *header) parse(order binary.ByteOrder, elements []*Element) (ok bool) {
	defer func() {
		if recover() != nil { // it panics on some values
			ok = false
		}
	}()
	syntax := ExplicitLittle
	if order == binary.BigEndian {
		syntax = ExplicitBig
	}
	n := preamble + 64
	for _, e := range elements {
		n += 12 + len(e.Value)
	}
	b := append(make([]byte, preamble, n), mark...)
	meta := appendText(nil, TransferSyntaxUID, "UI", syntax)
	b = appendHead(b, 0x00020000, "UL", 4)
	b = binary.LittleEndian.AppendUint32(b, uint32(len(meta)))
	b = append(b, meta...)
	for _, e := range elements {
		b = append(headIn(order, b, e.Tag, e.VR(), len(e.Value)), e.Value...)
	}
	parser, err := dicom.NewParser(bytes.NewReader(b), int64(len(b)), nil, dicom.SkipProcessingPixelDataValue())
	if err != nil {
		return false
	}
	for range elements {
		e, err := parser.Next()
		if err != nil {
			return false
		}
		h.values[Tag(e.Tag.Uint32())] = e.Value.GetValue()
	}
	return true
}
