package dcm

import (
	"encoding/binary"
	"slices"
)

// Append appends the whole file to b: preamble, file meta information, data
// set. Files with native pixels are written in explicit little endian, whatever
// they were read from; encapsulated pixels keep their transfer syntax.
//
// Elements are written in the order of their tags; the lengths of groups, which
// are retired, and elements of group 2, which belong to the file, are left out;
// sequences have stated lengths. Text must be in UTF-8, see [DataSet.ToUTF8].
// The same File makes the same bytes.
func (f *File) Append(b []byte) []byte {
	syntax := f.Syntax
	if !Encapsulated(syntax) {
		syntax = ExplicitLittle
	}
	b = append(b, make([]byte, preamble)...)
	b = append(b, "DICM"...)
	b = appendHead(b, 0x00020000, "UL", 4)
	at := len(b)
	b = binary.LittleEndian.AppendUint32(b, 0)
	b = append(appendHead(b, 0x00020001, "OB", 2), 0, 1)
	b = appendText(b, MediaStorageSOPClassUID, "UI", f.Class())
	b = appendText(b, 0x00020003, "UI", f.Text(SOPInstanceUID))
	b = appendText(b, TransferSyntaxUID, "UI", syntax)
	b = appendText(b, 0x00020012, "UI", implementation)
	b = appendText(b, 0x00020013, "SH", "HCCLAB")
	binary.LittleEndian.PutUint32(b[at:], uint32(len(b)-at-4))
	return f.DataSet.append(b)
}

// append appends the elements in explicit little endian.
func (d *DataSet) append(b []byte) []byte {
	elements := slices.Clone(d.elements)
	slices.SortStableFunc(elements, func(a, b Element) int { return int(int64(a.Tag) - int64(b.Tag)) })
	for _, e := range elements {
		switch {
		case e.Tag&0xffff == 0 && e.Tag>>16 != 0, e.Tag>>16 == 2:
		case e.Items != nil:
			b = appendHead(b, e.Tag, "SQ", 0)
			at := len(b)
			for _, item := range e.Items {
				b = appendItem(b, tagItem, 0)
				start := len(b)
				b = item.append(b)
				binary.LittleEndian.PutUint32(b[start-4:], uint32(len(b)-start))
			}
			binary.LittleEndian.PutUint32(b[at-4:], uint32(len(b)-at))
		case e.Fragments != nil:
			b = appendHead(b, e.Tag, "OB", undefinedLength)
			for _, fragment := range e.Fragments {
				b = append(appendItem(b, tagItem, len(fragment)), fragment...)
			}
			b = appendItem(b, tagSequenceEnd, 0)
		default:
			value := toLittle(d.order, e.VR(), e.Value)
			b = append(appendHead(b, e.Tag, e.VR(), len(value)+len(value)%2), value...)
			if len(value)%2 == 1 {
				b = append(b, padding(e.VR()))
			}
		}
	}
	return b
}

// appendItem appends an item or a delimiter.
func appendItem(b []byte, tag Tag, length int) []byte {
	b = binary.LittleEndian.AppendUint16(b, uint16(tag>>16))
	b = binary.LittleEndian.AppendUint16(b, uint16(tag))
	return binary.LittleEndian.AppendUint32(b, uint32(length))
}
