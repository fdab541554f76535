package dcm

import (
	"encoding/binary"
	"fmt"
	"slices"
)

// DataSet is the elements of a file or of one item of a sequence, in the order
// of the file. Values are decoded each time they are asked for; a DataSet may be
// read by several goroutines, and changed by one that has it alone.
type DataSet struct {
	elements []Element
	order    binary.ByteOrder
	charsets *charsets
	// header is that of a file as it was read; nil for items, and from the first
	// change on.
	header *header
}

// Element is one data element. Value and fragments are parts of the file's
// bytes and must not be changed.
type Element struct {
	Tag Tag
	vr  [2]byte
	// Value is the encoded value; nil for a sequence and for fragments.
	Value []byte
	// Items are the items of a sequence.
	Items []*DataSet
	// Fragments are the items of encapsulated pixels, the first of which is the
	// basic offset table (PS3.5, annex A.4); nil for all other elements.
	Fragments [][]byte
}

// VR returns the value representation: as the file states it, or from the
// dictionary where the file does not, or "UN".
func (e *Element) VR() string { return string(e.vr[:]) }

// NewDataSet returns an empty data set, whose text is UTF-8.
func NewDataSet() *DataSet {
	return &DataSet{order: binary.LittleEndian, charsets: utf8Only}
}

// Elements returns the elements in the order of the file.
func (d *DataSet) Elements() []Element { return d.elements }

// Find returns the element with the tag, nil when there is none.
func (d *DataSet) Find(tag Tag) *Element {
	for i := range d.elements {
		if d.elements[i].Tag == tag {
			return &d.elements[i]
		}
	}
	return nil
}

// Has reports whether there is an element with the tag and it is not empty.
func (d *DataSet) Has(tag Tag) bool {
	e := d.Find(tag)
	return e != nil && len(e.Value)+len(e.Items)+len(e.Fragments) > 0
}

// Order is the byte order of the values.
func (d *DataSet) Order() binary.ByteOrder { return d.order }

// Items returns the items of the sequence with the tag, nil when it is absent.
func (d *DataSet) Items(tag Tag) []*DataSet {
	if e := d.Find(tag); e != nil {
		return e.Items
	}
	return nil
}

// Item returns the first item of the sequence with the tag, an empty data set
// when there is none.
func (d *DataSet) Item(tag Tag) *DataSet {
	if items := d.Items(tag); len(items) > 0 {
		return items[0]
	}
	return NewDataSet()
}

// Walk calls f for the data set itself and for every item below it, with the
// tags of the sequences that lead there, outermost first.
func (d *DataSet) Walk(f func(path []Tag, d *DataSet)) { d.walk(nil, f) }

func (d *DataSet) walk(path []Tag, f func([]Tag, *DataSet)) {
	f(path, d)
	for i := range d.elements {
		if len(d.elements[i].Items) == 0 {
			continue
		}
		below := append(slices.Clip(path), d.elements[i].Tag)
		for _, item := range d.elements[i].Items {
			item.walk(below, f)
		}
	}
}

// String describes the data set for debugging: the number of its elements.
// Values may identify a patient.
func (d *DataSet) String() string { return fmt.Sprintf("%d elements", len(d.elements)) }
