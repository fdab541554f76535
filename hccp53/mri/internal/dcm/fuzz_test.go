package dcm

import (
	"bytes"
	"fmt"
	"testing"
	"time"

	"hcclab/hccp53/internal/hostile"
	"hcclab/hccp53/internal/reference"
)

// seed gives a fuzz target small files of every encoding and, where they are,
// the small ones of the reference.
func seed(f *testing.F) {
	b, frame := sample()
	f.Add(b)
	f.Add(b[:200])
	f.Add(b[preamble+len(mark):])
	frame.Temporal, frame.Agent, frame.Injection = 0, "", time.Time{}
	f.Add(frame.Append(nil, make([]uint16, 24)))
	for _, syntax := range []string{ImplicitLittle, ExplicitBig, DeflatedLittle, "1.2.840.10008.1.2.5"} {
		f.Add(build(syntax, grey(8, 8, 7, 0), "OW", make([]byte, 6)))
	}
	f.Add(varied().Append(nil))
	reference.Seeds(f, 64<<10, IsDICOM)
}

func FuzzParse(f *testing.F) {
	seed(f)
	f.Fuzz(func(t *testing.T, b []byte) {
		hostile.Harmless(t, "input", len(b), func() {
			if f := readAll(b); f != nil {
				f.Undecoded()
			}
		})
		_, _ = Salvage(b)
	})
}

// FuzzHeader: the header alone gives what the whole file gives before its
// pixels.
func FuzzHeader(f *testing.F) {
	seed(f)
	f.Fuzz(func(t *testing.T, b []byte) {
		header, err := ParseHeader(bytes.NewReader(b), int64(len(b)))
		whole, wholeErr := Parse(b)
		if err != nil {
			if wholeErr == nil {
				t.Fatalf("the whole file is read, its header not: %v", err)
			}
			return
		}
		if wholeErr != nil { // damaged in its pixels or after them
			return
		}
		elements := whole.elements
		for i := range elements {
			if elements[i].Tag.pixels() {
				elements = elements[:i]
				break
			}
		}
		want := &DataSet{elements: elements, order: whole.order, charsets: whole.charsets}
		if got, want := fmt.Sprint(values(header.DataSet, "")), fmt.Sprint(values(want, "")); got != want {
			t.Fatalf("header %s\nwhole %s", got, want)
		}
	})
}

// FuzzWriteRead: what was read is written and can be read; from then on it makes
// the same bytes. (The first time, a broken sequence is written as of unknown
// kind and becomes what the dictionary says.)
func FuzzWriteRead(f *testing.F) {
	seed(f)
	f.Fuzz(func(t *testing.T, b []byte) {
		f, err := Parse(b)
		if err != nil {
			return
		}
		var last []byte
		for range 3 {
			last = b
			b = f.Append(nil)
			if f, err = Parse(b); err != nil {
				t.Fatalf("what was written cannot be read: %v", err)
			}
		}
		if !bytes.Equal(b, last) {
			t.Fatalf("written again, %d bytes are %d", len(last), len(b))
		}
		f.ToUTF8()
		if _, err := Parse(f.Append(nil)); err != nil {
			t.Fatalf("in UTF-8 it cannot be read: %v", err)
		}
	})
}
