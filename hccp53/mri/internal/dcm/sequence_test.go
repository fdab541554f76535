package dcm

import (
	"encoding/binary"
	"errors"
	"slices"
	"testing"
)

// item and sequence build nested data; the lengths are open (undefined) or
// stated.
func item(body []byte, open bool) []byte {
	if !open {
		return append(appendItem(nil, tagItem, len(body)), body...)
	}
	return appendItem(append(appendItem(nil, tagItem, undefinedLength), body...), tagItemEnd, 0)
}

func sequence(vr string, open bool, items ...[]byte) []byte {
	b := appendHead(nil, PlanePositionSequence, vr, 0)
	for _, i := range items {
		b = append(b, i...)
	}
	if !open {
		binary.LittleEndian.PutUint32(b[8:], uint32(len(b)-12))
		return b
	}
	binary.LittleEndian.PutUint32(b[8:], undefinedLength)
	return appendItem(b, tagSequenceEnd, 0)
}

// around returns an image with the given elements before its pixels.
func around(middle []byte) []byte {
	whole := build(ExplicitLittle, grey(8, 8, 7, 0), "OB", []byte{1, 2, 3, 4, 5, 6})
	return slices.Insert(whole, len(whole)-18, middle...)
}

func TestSequences(t *testing.T) {
	inner := appendText(nil, SeriesDescription, "LO", "inside")
	implicit := append(appendItem(nil, SeriesDescription, 6), "inside"...)
	for name, middle := range map[string][]byte{
		"stated lengths":                 sequence("SQ", false, item(inner, false)),
		"open":                           sequence("SQ", true, item(inner, true)),
		"open in stated":                 sequence("SQ", false, item(inner, true)),
		"stated in open":                 sequence("SQ", true, item(inner, false), item(nil, false)),
		"of unknown kind, open":          sequence("UN", true, item(implicit, true)), // then implicit
		"of unknown kind, stated":        sequence("UN", false, item(implicit, false)),
		"implicit items in explicit":     sequence("SQ", true, item(implicit, true)),
		"delimiters where not needed":    sequence("SQ", false, item(appendItem(slices.Clone(inner), tagItemEnd, 0), false), appendItem(nil, tagSequenceEnd, 0)),
		"after another, nested":          append(appendText(nil, 0x00209056, "SH", "1"), sequence("SQ", true, item(inner, true))...),
		"pixels of an icon inside":       sequence("SQ", true, item(append(slices.Clone(inner), append(appendHead(nil, PixelData, "OW", 2), 1, 2)...), true)),
		"compressed pixels of an icon":   sequence("SQ", true, item(append(slices.Clone(inner), icon()...), true)),
		"an element of items afterwards": append(sequence("SQ", false, item(inner, false)), append(appendHead(nil, 0x7FE00007, "OB", undefinedLength), icon()[12:]...)...),
	} {
		f, err := Parse(around(middle))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if got := f.Item(PlanePositionSequence).Text(SeriesDescription); got != "inside" {
			t.Errorf("%s: %q", name, got)
		}
		if f.Count(Rows) != 2 || len(f.Find(PixelData).Value) != 6 || f.Text(SeriesDescription) != "" {
			t.Errorf("%s: the elements outside are not those of the file", name)
		}
	}
}

// icon is an element of compressed pixels.
func icon() []byte {
	b := appendHead(nil, PixelData, "OB", undefinedLength)
	b = append(appendItem(b, tagItem, 0), item([]byte{1, 2}, false)...)
	return appendItem(b, tagSequenceEnd, 0)
}

func TestBrokenSequences(t *testing.T) {
	inner := appendText(nil, SeriesDescription, "LO", "inside")
	deep := inner
	for range maxDepth + 2 {
		deep = sequence("SQ", true, item(deep, true))
	}
	for name, middle := range map[string][]byte{
		"too deep":               deep,
		"without end":            sequence("SQ", true, item(inner, true))[:40],
		"of a text kind":         sequence("UT", true, item(inner, true)),
		"an element as item":     sequence("SQ", true, inner),
		"an item as element":     item(inner, false),
		"a delimiter as element": appendItem(nil, tagSequenceEnd, 0),
		"zeros":                  make([]byte, 16),
		"an item that is longer": sequence("SQ", true, append(appendItem(nil, tagItem, 9999), inner...)),
		"fragments without end":  icon()[:24],
		"a fragment of elements": append(appendHead(nil, 0x7FE00007, "OB", undefinedLength), inner...),
		"open fragment":          append(appendHead(nil, 0x7FE00007, "OB", undefinedLength), appendItem(nil, tagItem, undefinedLength)...),
	} {
		if _, err := Parse(around(middle)); !errors.Is(err, ErrDamaged) {
			t.Errorf("%s: %v", name, err)
		}
	}
	// Of stated length, it does not spoil the rest.
	f, err := Parse(around(sequence("SQ", false, []byte("no items"))))
	if err != nil {
		t.Fatal(err)
	}
	if e := f.Find(PlanePositionSequence); e.VR() != "UN" || e.Items != nil || string(e.Value) != "no items" || f.Count(Rows) != 2 {
		t.Errorf("a broken sequence is %s with %d items", e.VR(), len(e.Items))
	}
	// But not thousands of them.
	many := []byte(nil)
	for range maxBroken + 1 {
		many = append(many, sequence("SQ", false, []byte("no items"))...)
	}
	if _, err := Parse(around(many)); !errors.Is(err, ErrDamaged) {
		t.Errorf("many broken sequences: %v", err)
	}
}

func TestWalk(t *testing.T) {
	f := varied()
	var depths, texts []int
	f.Walk(func(path []Tag, d *DataSet) {
		depths = append(depths, len(path))
		texts = append(texts, len(d.Texts(SeriesDescription)))
	})
	if !slices.Equal(depths, []int{0, 1, 2, 2}) || !slices.Equal(texts, []int{0, 0, 1, 0}) {
		t.Errorf("depths %v, texts %v", depths, texts)
	}
}
