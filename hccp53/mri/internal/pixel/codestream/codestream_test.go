package codestream

import (
	"encoding/binary"
	"errors"
	"slices"
	"testing"

	"hcclab/hccp53/internal/hostile"
)

var be = binary.BigEndian

// marker appends a marker segment.
func marker(b []byte, m uint16, body ...byte) []byte {
	b = be.AppendUint16(b, m)
	b = be.AppendUint16(b, uint16(len(body)+2))
	return append(b, body...)
}

// siz is the body of a SIZ segment.
func siz(width, height, x0, y0, tileWidth, tileHeight uint32, components ...[3]byte) []byte {
	b := []byte{0, 0}
	for _, v := range []uint32{width, height, x0, y0, tileWidth, tileHeight, 0, 0} {
		b = be.AppendUint32(b, v)
	}
	b = be.AppendUint16(b, uint16(len(components)))
	for _, c := range components {
		b = append(b, c[:]...)
	}
	return b
}

// tilePart appends a tile-part with n bytes of data.
func tilePart(b []byte, tile, part, parts, n int) []byte {
	b = be.AppendUint16(b, j2kSOT)
	b = be.AppendUint16(b, 10)
	b = be.AppendUint16(b, uint16(tile))
	b = be.AppendUint32(b, uint32(sotLength+2+n))
	b = append(b, byte(part), byte(parts))
	b = be.AppendUint16(b, 0xFF93) // SOD
	return append(b, make([]byte, n)...)
}

var twelve = [3]byte{11, 1, 1} // a component of 12 bits

func TestJPEG2000(t *testing.T) {
	start := func(body []byte) []byte {
		b := be.AppendUint16(nil, j2kSOC)
		return marker(marker(b, j2kSIZ, body...), 0xFF52, make([]byte, 10)...)
	}
	end := func(b []byte) []byte { return be.AppendUint16(b, j2kEOC) }
	one := start(siz(30, 20, 0, 0, 30, 20, twelve))
	four := start(siz(35, 25, 5, 5, 20, 20, twelve, twelve, twelve))
	open := tilePart(slices.Clone(one), 0, 0, 1, 9)
	be.PutUint32(open[len(one)+6:], 0)
	for name, c := range map[string]struct {
		b    []byte
		want Header
		err  error
	}{
		"one tile":           {end(tilePart(slices.Clone(one), 0, 0, 1, 9)), Header{20, 30, 1, 12}, nil},
		"length left open":   {end(open), Header{20, 30, 1, 12}, nil},
		"padded":             {append(end(open), 0), Header{20, 30, 1, 12}, nil},
		"two parts":          {end(tilePart(tilePart(slices.Clone(one), 0, 0, 0, 9), 0, 1, 2, 3)), Header{20, 30, 1, 12}, nil},
		"one part uncounted": {end(tilePart(tilePart(slices.Clone(one), 0, 0, 1, 9), 0, 1, 1, 3)), Header{20, 30, 1, 12}, nil},
		"four tiles": {end(tilePart(tilePart(tilePart(tilePart(slices.Clone(four), 0, 0, 1, 2), 1, 0, 1, 2), 3, 0, 1, 2), 2, 0, 1, 2)),
			Header{20, 30, 3, 12}, nil},
		"three of four tiles":   {end(tilePart(tilePart(tilePart(slices.Clone(four), 0, 0, 1, 2), 1, 0, 1, 2), 3, 0, 1, 2)), Header{}, ErrDamaged},
		"one of two parts":      {end(tilePart(slices.Clone(one), 0, 0, 2, 9)), Header{}, ErrDamaged},
		"second part first":     {end(tilePart(slices.Clone(one), 0, 1, 2, 9)), Header{}, ErrDamaged},
		"no such tile":          {end(tilePart(slices.Clone(one), 1, 0, 1, 9)), Header{}, ErrDamaged},
		"no EOC":                {tilePart(slices.Clone(one), 0, 0, 1, 9), Header{}, ErrDamaged},
		"no tile":               {end(slices.Clone(one)), Header{}, ErrDamaged},
		"tile-part too long":    {tilePart(slices.Clone(one), 0, 0, 1, 9)[:len(one)+20], Header{}, ErrDamaged},
		"open tile without EOC": {open[:len(open)-9], Header{}, ErrDamaged},
		"no SIZ":                {marker(be.AppendUint16(nil, j2kSOC), 0xFF52, make([]byte, 10)...), Header{}, ErrDamaged},
		"nothing":               {nil, Header{}, ErrDamaged},
		"empty image":           {start(siz(5, 20, 5, 0, 30, 20, twelve)), Header{}, ErrDamaged},
		"tiles of no size":      {start(siz(30, 20, 0, 0, 0, 20, twelve)), Header{}, ErrDamaged},
		"a million tiles":       {start(siz(1000, 1000, 0, 0, 1, 1, twelve)), Header{}, ErrDamaged},
		"no components":         {start(siz(30, 20, 0, 0, 30, 20)), Header{}, ErrDamaged},
		"coarse component":      {start(siz(30, 20, 0, 0, 30, 20, twelve, [3]byte{11, 2, 2})), Header{}, ErrUnsupported},
	} {
		got, err := JPEG2000(c.b)
		if !errors.Is(err, c.err) || err == nil && got != c.want {
			t.Errorf("%s: %+v, %v; want %+v, %v", name, got, err, c.want, c.err)
		}
	}
	for n := range 39 { // sizes cut off
		if _, err := JPEG2000(end(tilePart(start(siz(30, 20, 0, 0, 30, 20, twelve)[:n]), 0, 0, 1, 9))); !errors.Is(err, ErrDamaged) {
			t.Errorf("%d bytes of sizes: %v", n, err)
		}
	}
	whole := end(tilePart(tilePart(slices.Clone(one), 0, 0, 2, 9), 0, 1, 2, 3))
	for n := range whole {
		if _, err := JPEG2000(whole[:n]); !errors.Is(err, ErrDamaged) {
			t.Errorf("cut after %d of %d bytes: %v", n, len(whole), err)
		}
	}
}

func TestUnwrap(t *testing.T) {
	box := func(kind, content string) string {
		return string(be.AppendUint32(nil, uint32(8+len(content)))) + kind + content
	}
	head := string(jp2Signature) + box("ftyp", "jp2 ") + box("jp2h", "........")
	for name, c := range map[string]struct{ in, want string }{
		"codestream":           {"\xff\x4f\xff\x51", "\xff\x4f\xff\x51"},
		"file":                 {head + box("jp2c", "code") + box("uuid", "more"), "code"},
		"last box up to end":   {head + "\x00\x00\x00\x00jp2ccode", "code"},
		"length of 64 bits":    {head + "\x00\x00\x00\x01jp2c\x00\x00\x00\x00\x00\x00\x00\x14code", "code"},
		"no codestream":        {head, head},
		"box longer than file": {head + "\x00\x00\x00\xffjp2ccode", head + "\x00\x00\x00\xffjp2ccode"},
		"box of no length":     {head + "\x00\x00\x00\x04jp2ccode", head + "\x00\x00\x00\x04jp2ccode"},
	} {
		if got := string(Unwrap([]byte(c.in))); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

// lsStream is a JPEG-LS codestream of the given scans, each of n components.
func lsStream(components int, scans ...int) []byte {
	b := []byte{0xFF, 0xD8}
	b = marker(b, 0xFFF7, append([]byte{8, 0, 20, 0, 30, byte(components)}, make([]byte, 3*components)...)...)
	for _, n := range scans {
		b = marker(b, 0xFFDA, append([]byte{byte(n)}, make([]byte, 2*n+3)...)...)
		b = append(b, 1, 2, 0xFF, 0x7F, 3, 0xFF, 0xD0, 4) // stuffed bits, a restart marker
	}
	return append(b, 0xFF, 0xD9)
}

func TestJPEGLS(t *testing.T) {
	good := lsStream(3, 1, 1, 1)
	for name, c := range map[string]struct {
		b    []byte
		want Header
		err  error
	}{
		"grey":               {lsStream(1, 1), Header{20, 30, 1, 8}, nil},
		"three scans":        {good, Header{20, 30, 3, 8}, nil},
		"one scan of three":  {lsStream(3, 3), Header{20, 30, 3, 8}, nil},
		"fill bytes":         {append([]byte{0xFF, 0xD8, 0xFF}, good[2:]...), Header{20, 30, 3, 8}, nil},
		"a scan is missing":  {lsStream(3, 1, 1), Header{}, ErrDamaged},
		"two frame headers":  {append(slices.Clone(good[:2+4+15]), good[2:]...), Header{}, ErrDamaged},
		"no frame header":    {append(slices.Clone(good[:2]), good[2+4+15:]...), Header{}, ErrDamaged},
		"no marker":          {append(slices.Clone(good[:2]), 1, 2, 3, 4), Header{}, ErrDamaged},
		"an empty scan head": {marker(slices.Clone(good[:2]), 0xFFDA), Header{}, ErrDamaged},
	} {
		got, err := JPEGLS(c.b)
		if !errors.Is(err, c.err) || err == nil && got != c.want {
			t.Errorf("%s: %+v, %v; want %+v, %v", name, got, err, c.want, c.err)
		}
	}
	for n := range good {
		if _, err := JPEGLS(good[:n]); !errors.Is(err, ErrDamaged) {
			t.Errorf("cut after %d of %d bytes: %v", n, len(good), err)
		}
	}
}

func FuzzCodestream(f *testing.F) {
	f.Add(lsStream(3, 1, 1, 1))
	b := marker(be.AppendUint16(nil, j2kSOC), j2kSIZ, siz(30, 20, 0, 0, 30, 20, twelve)...)
	f.Add(be.AppendUint16(tilePart(b, 0, 0, 1, 9), j2kEOC))
	f.Add(append(slices.Clone(jp2Signature), "\x00\x00\x00\x0cjp2ccode"...))
	f.Fuzz(func(t *testing.T, b []byte) {
		for _, walk := range []func([]byte) (Header, error){JPEGLS, JPEG2000} {
			hostile.Harmless(t, "codestream", len(b), func() {
				if s, err := walk(Unwrap(b)); err == nil && s.Components < 1 {
					t.Errorf("%+v without error", s)
				}
			})
		}
	})
}
