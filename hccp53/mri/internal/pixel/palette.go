package pixel

import (
	"encoding/binary"
	"math"

	"hcclab/hccp53/mri/internal/dcm"
	"hcclab/hccp53/volume/voxel"
)

// Palette turns stored indices into colours (PS3.3, C.7.6.3.1.5 and .6).
type Palette struct {
	// First is the index of the first entry; smaller ones take its colour, and
	// those beyond the last entry the last colour.
	First int
	// Bits of an entry, 8 or 16.
	Bits   int
	Tables [3][]uint16 // red, green, blue; of equal length
}

// Tags of the tables: descriptors, data, segmented data; red, green and blue
// follow each other.
const (
	redDescriptor dcm.Tag = 0x00281101
	redData       dcm.Tag = 0x00281201
	redSegmented  dcm.Tag = 0x00281221
)

// PaletteOf reads the palette of a file. The error is [dcm.ErrDamaged].
func PaletteOf(f *dcm.File) (*Palette, error) {
	p := &Palette{}
	entries := 0
	for c := range p.Tables {
		d := f.Find(redDescriptor + dcm.Tag(c))
		if d == nil || len(d.Value) != 6 {
			return nil, damaged("the palette has no descriptor of colour %d", c+1)
		}
		n, first, bits := int(f.Order().Uint16(d.Value)), int(f.Order().Uint16(d.Value[2:])), int(f.Order().Uint16(d.Value[4:]))
		if n == 0 {
			n = 1 << 16
		}
		if f.Count(dcm.PixelRepresentation) == 1 {
			first = int(int16(first))
		}
		if bits != 8 && bits != 16 || c > 0 && (n != entries || first != p.First || bits != p.Bits) {
			return nil, damaged("the descriptors of the palette differ, or its entries have %d bits", bits)
		}
		entries, p.First, p.Bits = n, first, bits
		table, err := lookUp(f, c, entries, bits)
		if err != nil {
			return nil, err
		}
		p.Tables[c] = table
	}
	return p, nil
}

// lookUp reads the table of colour c.
func lookUp(f *dcm.File, c, entries, bits int) ([]uint16, error) {
	if e := f.Find(redData + dcm.Tag(c)); e != nil {
		words := cells(e.Value, f.Order(), 16)
		if bits == 8 && len(words) < entries { // two entries a word
			words = cells(e.Value, f.Order(), 8)
		}
		if len(words) < entries || len(words) > entries+1 {
			return nil, damaged("the palette has %d of %d entries", len(words), entries)
		}
		return words[:entries], nil
	}
	e := f.Find(redSegmented + dcm.Tag(c))
	if e == nil {
		return nil, damaged("the palette has no entries of colour %d", c+1)
	}
	s := segments{data: cells(e.Value, f.Order(), bits), bits: bits, limit: entries}
	if !s.run(0, -1) || len(s.out) != entries {
		return nil, damaged("the segmented palette does not make %d entries", entries)
	}
	return s.out, nil
}

// cells splits words of 16 bits, the form of all palettes in a file, into
// numbers of 8 or 16 bits. Of two in a word the lower comes first.
func cells(b []byte, order binary.ByteOrder, bits int) []uint16 {
	out := make([]uint16, 0, len(b)*8/bits)
	for ; len(b) >= 2; b = b[2:] {
		w := order.Uint16(b)
		if bits == 8 {
			out = append(out, w&0xff, w>>8)
		} else {
			out = append(out, w)
		}
	}
	return out
}

// segments expands a segmented table (PS3.3, C.7.9.2).
type segments struct {
	data, out []uint16
	bits      int // of a number of data
	limit     int
	inside    bool // of an indirect segment, which may not hold another
}

// run expands count segments from place at on, all when count is negative. It
// reports whether they are whole and stay within the limit.
func (s *segments) run(at, count int) bool {
	for ; at < len(s.data) && count != 0; count-- {
		if len(s.out) == s.limit && count < 0 {
			return true // padding
		}
		if at+2 >= len(s.data) {
			return false
		}
		n := int(s.data[at+1])
		switch s.data[at] {
		case 0: // discrete
			if n > len(s.data)-at-2 || n > s.limit-len(s.out) {
				return false
			}
			s.out = append(s.out, s.data[at+2:at+2+n]...)
			at += 2 + n
		case 1: // linear, from the entry before to the stated one
			if len(s.out) == 0 || n > s.limit-len(s.out) {
				return false
			}
			from, to := float64(s.out[len(s.out)-1]), float64(s.data[at+2])
			for i := 1; i <= n; i++ {
				s.out = append(s.out, uint16(math.RoundToEven(from+(to-from)*float64(i)/float64(n))))
			}
			at += 3
		case 2: // indirect: n segments from an earlier place, which is stated in bytes
			place, numbers := 0, 32/s.bits
			if s.inside || numbers > len(s.data)-at-2 {
				return false
			}
			for i, v := range s.data[at+2 : at+2+numbers] {
				place |= int(v) << (i * s.bits)
			}
			place /= s.bits / 8
			if place >= at {
				return false
			}
			s.inside = true
			if !s.run(place, n) {
				return false
			}
			s.inside = false
			at += 2 + numbers
		default:
			return false
		}
	}
	return count <= 0
}

// Apply returns the colours of indices of 8 or 16 bits: red, green, blue, of 8
// or 16 bits a sample as the palette has. The error is [dcm.ErrPixels].
func (p *Palette) Apply(s Samples) (Samples, error) {
	if s.DType.Bytes() > 2 {
		return Samples{}, unsupported("a palette has no colours for indices of kind %s", s.DType)
	}
	index := make([]float64, s.Len())
	s.Float64s(index, 1, 0)
	out := Samples{DType: voxel.Uint16, Shape: append(append([]int(nil), s.Shape...), 3)}
	if p.Bits == 8 {
		out.DType = voxel.Uint8
	}
	last := len(p.Tables[0]) - 1
	for _, v := range index {
		i := min(max(int(v)-p.First, 0), last)
		for _, table := range p.Tables {
			if p.Bits == 8 {
				out.Bytes = append(out.Bytes, byte(table[i]))
			} else {
				out.Bytes = binary.LittleEndian.AppendUint16(out.Bytes, table[i])
			}
		}
	}
	return out, nil
}
