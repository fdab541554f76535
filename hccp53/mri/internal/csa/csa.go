// Package csa reads the private header that Siemens scanners put into an image,
// element (0029,xx10) of the block "SIEMENS CSA HEADER". It is a list of named
// values, all of them text:
//
//	h, err := csa.Parse(element.Value)
//	h["NumberOfImagesInMosaic"]	// [35]
//	h["SliceNormalVector"]		// [0.0 0.108 0.994]
//
// Siemens has not published the format. This is what nibabel
// (nicom/csareader.py) and dcm2niix have found out: two versions, of which the
// newer begins with "SV10".
package csa

import (
	"bytes"
	"encoding/binary"
	"errors"
	"strings"

	"hcclab/hccp53/fault"
)

// ErrHeader: the bytes are no CSA header, or are cut.
var ErrHeader = errors.New("mri: Siemens header not readable")

// Header holds the values by name, without empty ones.
type Header map[string][]string

const (
	maxTags    = 128      // real headers have about 80
	maxItems   = 1 << 16  // of one tag
	nameLength = 64       // bytes of a name, ended by NUL
	tagLength  = 64 + 5*4 // name, multiplicity, kind, number of the kind, items, mark
	itemLength = 4 * 4
)

// reader takes pieces off the front of b.
type reader struct{ b []byte }

func (r *reader) take(n int) ([]byte, error) {
	if n < 0 || n > len(r.b) {
		return nil, fault.New(ErrHeader, "the Siemens header ends after %d of %d bytes", len(r.b), n)
	}
	piece := r.b[:n]
	r.b = r.b[n:]
	return piece, nil
}

func number(b []byte) int { return int(int32(binary.LittleEndian.Uint32(b))) }

// Parse reads a header. The error is [ErrHeader].
func Parse(b []byte) (Header, error) {
	r := &reader{b}
	newer := bytes.HasPrefix(b, []byte("SV10"))
	if newer {
		r.b = b[4:]
		if _, err := r.take(4); err != nil {
			return nil, err
		}
	}
	start, err := r.take(8)
	if err != nil {
		return nil, err
	}
	tags := number(start)
	if tags < 1 || tags > maxTags {
		return nil, fault.New(ErrHeader, "the Siemens header states %d tags; it has 1 to %d", tags, maxTags)
	}
	h := make(Header, tags)
	excess := 0 // what the older version adds to lengths: the number of items of its first tag
	for i := range tags {
		head, err := r.take(tagLength)
		if err != nil {
			return nil, err
		}
		items := number(head[nameLength+12:])
		if items < 0 || items > maxItems {
			return nil, fault.New(ErrHeader, "a tag of the Siemens header states %d items", items)
		}
		if i == 0 && !newer {
			excess = items
		}
		values, err := r.items(items, newer, excess)
		if err != nil {
			return nil, err
		}
		if len(values) > 0 {
			h[text(head[:nameLength])] = values
		}
	}
	return h, nil
}

// items reads the items of one tag and returns those that are not empty.
func (r *reader) items(n int, newer bool, excess int) (values []string, err error) {
	for range n {
		head, err := r.take(itemLength)
		if err != nil {
			return nil, err
		}
		length := number(head) - excess
		if newer {
			length = number(head[4:])
		}
		value, err := r.take(length)
		if err != nil {
			return nil, err
		}
		if s := text(value); s != "" {
			values = append(values, s)
		}
		// The last value of a header may lack its padding to four bytes.
		if _, err := r.take(min((4-length%4)%4, len(r.b))); err != nil {
			return nil, err
		}
	}
	return values, nil
}

// text returns what stands before the first NUL, without spaces around it.
func text(b []byte) string {
	s, _, _ := strings.Cut(string(b), "\x00")
	return strings.TrimSpace(s)
}
