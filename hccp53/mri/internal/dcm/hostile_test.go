package dcm

import (
	"bytes"
	"compress/flate"
	"errors"
	"fmt"
	"os"
	"testing"

	"hcclab/hccp53/internal/hostile"
)

// readAll reads b and every value as what it is. It returns nil for what cannot
// be read.
func readAll(b []byte) *File {
	f, err := Parse(b)
	if err != nil {
		return nil
	}
	f.Walk(func(_ []Tag, d *DataSet) {
		for i := range d.elements {
			e := d.elements[i]
			one := DataSet{elements: d.elements[i : i+1], order: d.order, charsets: d.charsets}
			if isText(e.VR()) || isCode(e.VR()) && e.VR() != "DS" && e.VR() != "IS" {
				one.Texts(e.Tag)
			} else {
				one.Numbers(e.Tag)
			}
		}
	})
	f.Missing()
	return f
}

// file returns a file of the syntax with the given data set.
func file(syntax string, dataSet []byte) []byte {
	b := append(make([]byte, preamble), mark...)
	b = appendText(b, TransferSyntaxUID, "UI", syntax)
	return append(b, dataSet...)
}

// TestHostileFiles reads files made of whatever costs most for a byte.
func TestHostileFiles(t *testing.T) {
	size := 4 << 20
	if os.Getenv("HCCP53_LONG") != "" {
		size = 20 << 20
	}
	many := func(piece []byte) []byte { return bytes.Repeat(piece, size/len(piece)) }
	element := func(tag Tag, vr, value string) []byte {
		return append(appendHead(nil, tag, vr, len(value)), value...)
	}
	implicit := func(tag Tag, value []byte) []byte {
		return append(appendItem(nil, tag, len(value)), value...)
	}
	open := func(tag Tag, inside []byte) []byte { // in implicit syntax
		b := append(appendItem(nil, tag, undefinedLength), inside...)
		return appendItem(b, tagSequenceEnd, 0)
	}
	const sequence = SharedFunctionalGroupsSequence
	deep := []byte(nil)
	for range maxDepth - 2 {
		deep = append(append(appendItem(nil, sequence, 8+len(deep)), appendItem(nil, tagItem, len(deep))...), deep...)
	}
	deepOpen := implicit(SeriesDescription, nil)
	for range maxDepth - 2 {
		deepOpen = open(sequence, append(append(appendItem(nil, tagItem, undefinedLength), deepOpen...), appendItem(nil, tagItemEnd, 0)...))
	}
	charset := func(names string) []byte { return implicit(SpecificCharacterSet, []byte(names)) }
	text := func(names string, piece string) []byte {
		return append(charset(names), implicit(ImageComments, many([]byte(piece)))...)
	}
	for name, b := range map[string][]byte{
		"empty elements":              file(ExplicitLittle, many(element(StudyID, "SH", ""))),
		"empty elements, implicit":    file(ImplicitLittle, many(implicit(StudyID, nil))),
		"short numbers":               file(ExplicitLittle, many(element(Rows, "US", "ab"))),
		"short text":                  file(ImplicitLittle, append(charset("ISO_IR 100"), many(implicit(StudyID, []byte("\xe4\xe4")))...)),
		"short escaped text":          file(ImplicitLittle, append(charset(`\ISO 2022 IR 87`), many(implicit(StudyID, []byte("\x1b$B0!")))...)),
		"empty items":                 file(ImplicitLittle, implicit(sequence, many(appendItem(nil, tagItem, 0)))),
		"empty open items":            file(ImplicitLittle, open(sequence, many(append(appendItem(nil, tagItem, undefinedLength), appendItem(nil, tagItemEnd, 0)...)))),
		"items with a text":           file(ImplicitLittle, implicit(sequence, many(implicit(tagItem, implicit(StudyID, []byte("x")))))),
		"items with a character set":  file(ImplicitLittle, implicit(sequence, many(implicit(tagItem, charset("GBK"))))),
		"file meta information":       append(file(ExplicitLittle, nil), many(element(0x00020013, "SH", ""))...),
		"items with their own sets":   file(ImplicitLittle, implicit(sequence, ownSets(size))),
		"empty sequences":             file(ImplicitLittle, many(implicit(sequence, nil))),
		"deep sequences":              file(ImplicitLittle, many(deep)),
		"deep open sequences":         file(ImplicitLittle, many(deepOpen)),
		"sequences with a wrong end":  file(ImplicitLittle, many(implicit(sequence, []byte("12345678")))),
		"empty fragments":             file(ImplicitLittle, open(PixelData, many(appendItem(nil, tagItem, 0)))),
		"one number after another":    file(ImplicitLittle, implicit(ImagePositionPatient, many([]byte(`1\`)))),
		"one number of many digits":   file(ImplicitLittle, implicit(ImagePositionPatient, many([]byte(`1`)))),
		"words":                       file(ImplicitLittle, implicit(Rows, many([]byte("ab")))),
		"text of alternating halves":  file(ImplicitLittle, text(`ISO 2022 IR 100\ISO 2022 IR 87`, "a\xe4")),
		"text of escape sequences":    file(ImplicitLittle, text(`\ISO 2022 IR 87`, "\x1b$B\x1b(B")),
		"text of Japanese characters": file(ImplicitLittle, text(`\ISO 2022 IR 87`, "\x1b$B0!\x1b(B")),
		"text of Latin characters":    file(ImplicitLittle, text("ISO_IR 100", "\xe4")),
		"text of invalid bytes":       file(ImplicitLittle, text("ISO 2022 IR 149", "\xff\x20")),
		"zeros":                       file(ImplicitLittle, append(make([]byte, size), 1)),
		"names":                       file(ImplicitLittle, append(charset(`\ISO 2022 IR 87`), implicit(PatientName, many([]byte("^=")))...)),
	} {
		t.Run(name, func(t *testing.T) {
			var f *File
			hostile.Harmless(t, "all", len(b), func() { f = readAll(b) })
			if f != nil {
				hostile.Harmless(t, "undecoded", len(b), func() { f.Undecoded() })
			}
			hostile.Harmless(t, "header", len(b), func() { _, _ = ParseHeader(bytes.NewReader(b), int64(len(b))) })
		})
	}
}

// ownSets returns items each with another character set.
func ownSets(size int) (b []byte) {
	for i := 0; len(b) < size; i++ {
		b = appendItem(b, tagItem, 16)
		b = append(appendItem(b, SpecificCharacterSet, 8), fmt.Sprintf("%8x", i)...)
	}
	return b
}

// TestBombIsRefused: what deflates to far more than the file is refused before
// it takes memory.
func TestBombIsRefused(t *testing.T) {
	b := deflated(t, make([]byte, 200<<20))
	hostile.Within(t, "200 MiB of zeros", 1<<20, func() {
		if _, err := Parse(b); !errors.Is(err, ErrTooLarge) {
			t.Errorf("%v", err)
		}
	})
}

// deflated returns a deflated file with the data set.
func deflated(t *testing.T, dataSet []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	w, err := flate.NewWriter(&b, flate.BestSpeed)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write(dataSet); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return file(DeflatedLittle, b.Bytes())
}

// TestNativePixelsAreNotCopied: a large file takes its own memory and not more.
func TestNativePixelsAreNotCopied(t *testing.T) {
	const size = 64 << 20
	b := appendHead(file(ExplicitLittle, appendText(nil, SOPClassUID, "UI", mrStorage)), PixelData, "OW", size)
	b = append(b, make([]byte, size)...)
	hostile.Within(t, "64 MiB of pixels, beside the file", 64<<10, func() {
		f, err := Parse(b)
		if err != nil || len(f.Find(PixelData).Value) != size {
			t.Fatal(err)
		}
	})
}
