package dcm

import (
	"bytes"
	"errors"
	gobuild "go/build"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestRecognise(t *testing.T) {
	whole := build8(ExplicitLittle)
	implicit := build8(ImplicitLittle)
	dataSet := preamble + len(mark) + 8 + 20 // after the meta information, which is a UID of 20 bytes in one, of 18 in the other
	for name, c := range map[string]struct {
		head []byte
		want form
	}{
		"whole":                       {whole, withPreamble},
		"no preamble, group length":   {append([]byte{2, 0, 0, 0, 'U', 'L', 4, 0}, 1, 2, 3, 4), withMeta},
		"no preamble, version":        {[]byte{2, 0, 1, 0, 'O', 'B', 0, 0, 2, 0, 0, 0, 0, 1}, withMeta},
		"bare explicit":               {whole[dataSet:], bareExplicit},
		"bare implicit":               {implicit[dataSet-2:], bareImplicit},
		"preamble cut":                {whole[:131], notDICOM},
		"nothing":                     {nil, notDICOM},
		"zeros":                       {make([]byte, 200), notDICOM},
		"text":                        {[]byte(strings.Repeat("package dcm\n", 20)), notDICOM},
		"gzip":                        {[]byte{0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 1, 2, 3}, notDICOM},
		"bare, wrong kind":            {[]byte("\x08\x00\x05\x00LO\x0a\x00ISO_IR 100"), notDICOM},
		"bare, second of other group": {[]byte("\x08\x00\x05\x00CS\x02\x00ab\x20\x00\x05\x00"), notDICOM},
		"bare, second lower":          {[]byte("\x08\x00\x05\x00CS\x02\x00ab\x08\x00\x01\x00UL\x00\x00"), notDICOM},
		"bare, long first value":      {[]byte("\x08\x00\x05\x00\x00\x00\x01\x00"), notDICOM},
	} {
		if got := recognise(c.head); got != c.want {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
		if IsDICOM(c.head) != (c.want != notDICOM) {
			t.Errorf("%s: IsDICOM does not agree", name)
		}
	}
}

// build8 is a small image in the syntax, with a character set.
func build8(syntax string) []byte {
	return buildWith(syntax, grey(8, 8, 7, 0), "OB", []byte{1, 2, 3, 4, 5, 6})
}

// TestOrdinaryFilesAreNotDICOM looks at the files of the Go distribution:
// sources, archives, images, and programs.
func TestOrdinaryFilesAreNotDICOM(t *testing.T) {
	n := 0
	err := filepath.WalkDir(gobuild.Default.GOROOT, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() || n == 5000 {
			return nil
		}
		file, err := os.Open(path)
		if err != nil {
			return nil
		}
		defer file.Close()
		head := make([]byte, preamble+len(mark))
		have, _ := io.ReadFull(file, head)
		if IsDICOM(head[:have]) {
			t.Errorf("%s is taken for DICOM", d.Name())
		}
		n++
		return nil
	})
	if err != nil || n == 0 {
		t.Skipf("the Go distribution cannot be looked at: %v", err)
	}
	t.Logf("%d files", n)
}

// TestFilesWithoutMetaInformation reads data sets that stand alone.
func TestFilesWithoutMetaInformation(t *testing.T) {
	for _, syntax := range []string{ExplicitLittle, ImplicitLittle} {
		b := build8(syntax)[preamble+len(mark)+8+len(syntax)+len(syntax)%2:]
		f, err := Parse(b)
		if err != nil || f.Syntax != syntax || f.Count(Columns) != 3 || len(f.Meta.Elements()) != 0 {
			t.Errorf("%s: %v", syntax, err)
		}
	}
}

// TestMixedUpEncodings reads files whose transfer syntax says explicit where the
// data set is implicit, and the other way round.
func TestMixedUpEncodings(t *testing.T) {
	for stated, real := range map[string]string{ExplicitLittle: ImplicitLittle, ImplicitLittle: ExplicitLittle} {
		b := build8(real)
		at := preamble + len(mark) + 8 + len(real) + len(real)%2
		f, err := Parse(file(stated, b[at:]))
		if err != nil || f.Count(Rows) != 2 || f.Text(SpecificCharacterSet) != "ISO_IR 100" {
			t.Errorf("%s stated, %s found: %v", stated, real, err)
		}
	}
}

// TestHeaderAtEveryPiece moves a header across the end of the first piece that
// is read, byte by byte.
func TestHeaderAtEveryPiece(t *testing.T) {
	for _, syntax := range []string{ExplicitLittle, ImplicitLittle, ExplicitBig} {
		for shift := range 240 {
			filler := headerPiece - 120 - shift
			b := buildWith(syntax, grey(8, 8, 7, 0), "OB", []byte{1, 2, 3, 4, 5, 6}, filler)
			f, err := ParseHeader(bytes.NewReader(b), int64(len(b)))
			if err != nil || f.Count(PixelRepresentation) != 0 || f.Find(PixelRepresentation) == nil || f.Find(PixelData) != nil {
				t.Fatalf("%s, shifted by %d: %v", syntax, shift, err)
			}
			if _, err := ParseHeader(bytes.NewReader(b[:len(b)-1]), int64(len(b)-1)); !errors.Is(err, ErrDamaged) {
				t.Fatalf("%s, cut: %v", syntax, err)
			}
		}
	}
}

// TestHeaderOfAFileThatShrinks: the size is what the file system said.
func TestHeaderOfAFileThatShrinks(t *testing.T) {
	b := build8(ExplicitLittle)
	if _, err := ParseHeader(bytes.NewReader(b[:len(b)-20]), int64(len(b))); !errors.Is(err, ErrDamaged) {
		t.Errorf("cut: %v", err)
	}
	if _, err := ParseHeader(brokenReader{}, 1000); !errors.Is(err, errBroken) {
		t.Errorf("not readable: %v", err)
	}
}

var errBroken = errors.New("broken disk")

type brokenReader struct{}

func (brokenReader) ReadAt([]byte, int64) (int, error) { return 0, errBroken }

func TestSalvage(t *testing.T) {
	b := build8(ExplicitLittle)
	f, err := Salvage(b[:len(b)-2])
	if !errors.Is(err, ErrDamaged) || f.Count(Rows) != 2 || f.Syntax != ExplicitLittle {
		t.Fatalf("cut: %v", err)
	}
	if e := f.Find(PixelData); e == nil || e.Value != nil {
		t.Error("the element that was cut is not among those found, or has a value")
	}
	if f, err := Salvage(b); err != nil || len(f.Find(PixelData).Value) != 6 {
		t.Errorf("whole: %v", err)
	}
	f, err = Salvage([]byte("\x20\x08\x00\x05\x00CS\x0a\x00ISO_IR 100"))
	if !errors.Is(err, ErrNotDICOM) || len(f.Elements()) != 1 || f.Find(0x08200500) == nil {
		t.Errorf("shifted by a byte: %v", err)
	}
	if f, err := Salvage(file("1.2.3", nil)); f != nil || !errors.Is(err, ErrTransferSyntax) {
		t.Errorf("unknown syntax: %v", err)
	}
}

func TestDeflated(t *testing.T) {
	want := build8(ExplicitLittle)
	b := deflated(t, want[preamble+len(mark)+8+20:])
	f, err := Parse(b)
	if err != nil || f.Count(Rows) != 2 {
		t.Fatal(err)
	}
	if _, err := ParseHeader(bytes.NewReader(b), int64(len(b))); err != nil {
		t.Errorf("header: %v", err)
	}
	for n := len(b) - 8; n < len(b); n++ {
		if _, err := Parse(b[:n]); !errors.Is(err, ErrDamaged) {
			t.Errorf("cut after %d of %d bytes: %v", n, len(b), err)
		}
	}
	if written := f.Append(nil); !slices.Equal(must(Parse(written)).Find(PixelData).Value, f.Find(PixelData).Value) {
		t.Error("not written as it was")
	}
}

func must(f *File, err error) *File {
	if err != nil {
		panic(err)
	}
	return f
}
