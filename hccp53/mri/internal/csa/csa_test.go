package csa

import (
	"encoding/binary"
	"errors"
	"reflect"
	"testing"

	"hcclab/hccp53/internal/hostile"
	"hcclab/hccp53/internal/reference"
	"hcclab/hccp53/mri/internal/dcm"
)

// tag is a tag to be written: a name and its values.
type tag struct {
	name   string
	values []string
}

var sample = []tag{
	{"EchoLinePosition", []string{"", "", ""}}, // empty items
	{"NumberOfImagesInMosaic", []string{"35      "}},
	{"SliceNormalVector", []string{"0.00000000", "0.10799935", "0.99415096"}},
	{"Nothing", nil},
}

// build writes a header of the newer or the older version.
func build(newer bool, tags []tag) (b []byte) {
	le := binary.LittleEndian
	if newer {
		b = append(b, "SV10\x04\x03\x02\x01"...)
	}
	b = le.AppendUint32(le.AppendUint32(b, uint32(len(tags))), 77)
	excess := len(tags[0].values)
	for _, t := range tags {
		name := make([]byte, nameLength)
		copy(name, t.name)
		b = append(b, name...)
		b = le.AppendUint32(b, uint32(len(t.values)))
		b = append(b, "DS\x00\x00"...)
		for _, v := range []int{3, len(t.values), 77} {
			b = le.AppendUint32(b, uint32(v))
		}
		for _, v := range t.values {
			n := len(v)
			if newer {
				b = le.AppendUint32(le.AppendUint32(b, uint32(n)), uint32(n))
			} else {
				b = le.AppendUint32(le.AppendUint32(b, uint32(n+excess)), 0)
			}
			b = le.AppendUint32(le.AppendUint32(b, 77), uint32(n))
			b = append(append(b, v...), make([]byte, (4-n%4)%4)...)
		}
	}
	return b
}

func TestParse(t *testing.T) {
	want := Header{"NumberOfImagesInMosaic": {"35"}, "SliceNormalVector": {"0.00000000", "0.10799935", "0.99415096"}}
	for _, newer := range []bool{true, false} {
		b := build(newer, sample)
		got, err := Parse(b)
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("newer %v: %v, %v", newer, got, err)
		}
		if _, err := Parse(append(b, make([]byte, 4)...)); err != nil {
			t.Errorf("padded: %v", err)
		}
		for n := range len(b) {
			if _, err := Parse(b[:n]); !errors.Is(err, ErrHeader) {
				t.Fatalf("newer %v, cut after %d of %d bytes: %v", newer, n, len(b), err)
			}
		}
	}
}

func TestParseRefuses(t *testing.T) {
	negative := build(true, sample[1:2])
	binary.LittleEndian.PutUint32(negative[16+tagLength+4:], 0xfffffff0) // length of the first item
	many := build(true, sample[1:2])
	binary.LittleEndian.PutUint32(many[8:], 129)
	for name, b := range map[string][]byte{"negative length": negative, "too many tags": many, "text": []byte("no header, but text"), "nothing": nil} {
		if h, err := Parse(b); !errors.Is(err, ErrHeader) {
			t.Errorf("%s: %v, %v", name, h, err)
		}
	}
}

// FuzzParse is seeded with the headers of the files of the reference, where it
// is set.
func FuzzParse(f *testing.F) {
	f.Add(build(true, sample))
	f.Add(build(false, sample))
	if reference.Set() {
		for _, file := range reference.Files(f, "dicom", dcm.IsDICOM) {
			if parsed, err := dcm.Parse(file.Bytes(f)); err == nil {
				if e := parsed.Private(0x0029, "SIEMENS CSA HEADER", 0x10); e != nil {
					f.Add(e.Value)
				}
			}
		}
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		hostile.Within(t, "header", uint64(1<<20+20*len(b)), func() {
			h, err := Parse(b)
			if err != nil && !errors.Is(err, ErrHeader) || err == nil && h == nil {
				t.Errorf("%v, %v", h, err)
			}
		})
	})
}
