package dcm

import (
	"bytes"
	"encoding/binary"
)

// preamble is the number of bytes before the mark (PS3.10, section 7.1).
const (
	preamble = 128
	mark     = "DICM"
)

// IsDICOM reports whether a file that starts with head, its first 132 bytes or
// all that it has, looks like DICOM: it has the mark "DICM" after the preamble
// or starts with the elements of a data set.
func IsDICOM(head []byte) bool { return recognise(head) != notDICOM }

// form is how a file starts.
type form int

const (
	notDICOM form = iota
	withPreamble
	withMeta // file meta information without preamble
	bareImplicit
	bareExplicit
)

func recognise(head []byte) form {
	switch {
	case len(head) >= preamble+len(mark) && string(head[preamble:preamble+len(mark)]) == mark:
		return withPreamble
	case bytes.HasPrefix(head, []byte{2, 0, 0, 0, 'U', 'L', 4, 0}), bytes.HasPrefix(head, []byte{2, 0, 1, 0, 'O', 'B', 0, 0}):
		return withMeta
	}
	return bareDataSet(head)
}

// bareDataSet recognises a little-endian data set without meta information by
// its first two elements. The first is one of (0008,0000) to (0008,0018), what
// follows it is of the same group and has a higher number.
func bareDataSet(head []byte) form {
	first, after, kind := bareElement(head, 0)
	if kind == notDICOM || first < 0x00080000 || first > SOPInstanceUID {
		return notDICOM
	}
	if after >= len(head) || after+8 > preamble { // out of sight
		return kind
	}
	second, _, same := bareElement(head, after)
	if same != kind || second <= first || second>>16 != 8 {
		return notDICOM
	}
	return kind
}

// bareElement reads the head of a short element at pos.
func bareElement(b []byte, pos int) (tag Tag, after int, kind form) {
	if len(b)-pos < 8 {
		return 0, 0, notDICOM
	}
	o := binary.LittleEndian
	tag = Tag(o.Uint16(b[pos:]))<<16 | Tag(o.Uint16(b[pos+2:]))
	if vr := string(b[pos+4 : pos+6]); isVR(vr) {
		if known := tag.dictionaryVR(false); known != vr {
			return 0, 0, notDICOM
		}
		return tag, pos + 8 + int(o.Uint16(b[pos+6:])), bareExplicit
	}
	if length := o.Uint32(b[pos+4:]); length <= 256 {
		return tag, pos + 8 + int(length), bareImplicit
	}
	return 0, 0, notDICOM
}
