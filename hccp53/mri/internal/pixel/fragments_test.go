package pixel

import (
	"encoding/binary"
	"errors"
	"strings"
	"testing"

	"hcclab/hccp53/mri/internal/dcm"
)

const (
	soi   = "\xff\xd8"
	eoi   = "\xff\xd9"
	whole = soi + "aaaa" + eoi
	head  = soi + "bbbb" // first of two fragments
	tail  = "BB" + eoi + "\x00"
)

func offsets(v ...uint32) (b []byte) {
	for _, x := range v {
		b = binary.LittleEndian.AppendUint32(b, x)
	}
	return b
}

func offsets64(v ...uint64) (b []byte) {
	for _, x := range v {
		b = binary.LittleEndian.AppendUint64(b, x)
	}
	return b
}

func TestRegroup(t *testing.T) {
	const jpegSyntax = "1.2.840.10008.1.2.4.50"
	for name, c := range map[string]struct {
		frames    int
		syntax    string
		fragments []string
		basic     []byte
		extended  []byte
		lengths   []byte
		want      []string // nil: an error
	}{
		"one fragment a frame":             {frames: 2, fragments: []string{whole, head + tail}, want: []string{whole, head + tail}},
		"one frame in three":               {frames: 1, fragments: []string{head, "x", tail}, want: []string{head + "x" + tail}},
		"by markers":                       {frames: 2, fragments: []string{head, tail, whole}, want: []string{head + tail, whole}},
		"by markers, last in two":          {frames: 2, fragments: []string{whole, head, tail}, want: []string{whole, head + tail}},
		"by table":                         {frames: 2, fragments: []string{whole, head, tail}, basic: offsets(0, 16), want: []string{whole, head + tail}},
		"by table, one frame":              {frames: 1, fragments: []string{head, tail}, basic: offsets(0), want: []string{head + tail}},
		"by extended table":                {frames: 2, fragments: []string{whole, head + tail}, extended: offsets64(0, 16), lengths: offsets64(8, 10), want: []string{whole, head + tail[:len(tail)-1]}},
		"RLE":                              {frames: 2, syntax: rleSyntax, fragments: []string{"x", "y"}, want: []string{"x", "y"}},
		"no fragments":                     {frames: 1, fragments: []string{}},
		"too few fragments":                {frames: 3, fragments: []string{whole, whole}},
		"RLE in two fragments":             {frames: 1, syntax: rleSyntax, fragments: []string{"x", "y"}},
		"RLE, three fragments, two frames": {frames: 2, syntax: rleSyntax, fragments: []string{"x", "y", "z"}},
		"three codestreams, two frames":    {frames: 2, fragments: []string{whole, whole, whole}},
		"two codestreams, one frame":       {frames: 1, fragments: []string{whole, whole}},
		"table of too many":                {frames: 2, fragments: []string{whole, whole}, basic: offsets(0, 16, 32)},
		"table of too few":                 {frames: 2, fragments: []string{whole, whole}, basic: offsets(0)},
		"table into a fragment":            {frames: 2, fragments: []string{whole, whole}, basic: offsets(0, 15)},
		"table not from the start":         {frames: 2, fragments: []string{whole, whole, whole}, basic: offsets(16, 32)},
		"table backwards":                  {frames: 2, fragments: []string{whole, whole}, basic: offsets(16, 0)},
		"table that stands still":          {frames: 2, fragments: []string{whole, whole}, basic: offsets(0, 0)},
		"table behind the end":             {frames: 2, fragments: []string{whole, whole}, basic: offsets(0, 32)},
		"both tables":                      {frames: 1, fragments: []string{whole}, basic: offsets(0), extended: offsets64(0), lengths: offsets64(8)},
		"extended table without lengths":   {frames: 1, fragments: []string{whole}, extended: offsets64(0)},
		"extended table of another length": {frames: 1, fragments: []string{whole}, extended: offsets64(0), lengths: offsets64(3)},
		"extended table, length too large": {frames: 1, fragments: []string{whole}, extended: offsets64(0), lengths: offsets64(9)},
		"extended table, huge offset":      {frames: 1, fragments: []string{whole}, extended: offsets64(1 << 63), lengths: offsets64(8)},
		"extended table, more fragments":   {frames: 1, fragments: []string{whole, whole}, extended: offsets64(0), lengths: offsets64(8)},
	} {
		f := rleFormat(2, 2, 1, 8)
		f.Frames = c.frames
		if f.Syntax = c.syntax; f.Syntax == "" {
			f.Syntax = jpegSyntax
		}
		e := Encoded{Format: f, Fragments: [][]byte{}, Basic: c.basic, Extended: c.extended, Lengths: c.lengths}
		for _, s := range c.fragments {
			e.Fragments = append(e.Fragments, []byte(s))
		}
		s, err := New(e)
		if c.want == nil {
			if !errors.Is(err, dcm.ErrDamaged) {
				t.Errorf("%s: error %v", name, err)
			}
			continue
		}
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		got, err := s.frames()
		if err != nil || len(got) != len(c.want) {
			t.Errorf("%s: %d frames, %v", name, len(got), err)
			continue
		}
		for i := range got {
			if string(got[i]) != c.want[i] {
				t.Errorf("%s: frame %d is %q, want %q", name, i, got[i], c.want[i])
			}
		}
	}
}

func FuzzRegroup(f *testing.F) {
	f.Add([]byte(whole+"|"+head+"|"+tail), offsets(0, 16), []byte{}, []byte{}, uint8(2))
	f.Add([]byte(whole+"|"+whole), []byte{}, offsets64(0, 16), offsets64(8, 8), uint8(2))
	f.Fuzz(func(t *testing.T, joined, basic, extended, lengths []byte, frames uint8) {
		format := rleFormat(2, 2, 1, 8)
		format.Syntax, format.Frames = "1.2.840.10008.1.2.4.50", int(frames)
		e := Encoded{Format: format, Basic: basic, Fragments: [][]byte{}}
		if len(extended) > 0 {
			e.Extended, e.Lengths = extended, lengths
		}
		total := 0
		for s := range strings.SplitSeq(string(joined), "|") {
			e.Fragments = append(e.Fragments, []byte(s))
			total += len(s)
		}
		s, err := New(e)
		if err != nil {
			return
		}
		got, _ := s.frames()
		if len(got) != s.Frames {
			t.Errorf("%d frames of %d", len(got), s.Frames)
		}
		for _, b := range got {
			total -= len(b)
		}
		if total < 0 || e.Extended == nil && total != 0 {
			t.Errorf("%d bytes of the fragments are in no frame", total)
		}
	})
}
