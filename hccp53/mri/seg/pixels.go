package seg

import (
	"encoding/binary"

	"hcclab/hccp53/fault"
	"hcclab/hccp53/mri/internal/dcm"
)

// pixels is the native pixels of a segmentation.
type pixels struct {
	Frames, BitsAllocated int
	area                  int
	value                 []byte
	big                   bool
}

func pixelsOf(f *dcm.File) (*pixels, error) {
	e := f.Find(dcm.PixelData)
	if e == nil || e.Fragments != nil || dcm.Encapsulated(f.Syntax) {
		return nil, fault.New(ErrUnsupported, "no native pixels")
	}
	p := &pixels{Frames: max(1, f.Count(dcm.NumberOfFrames)), BitsAllocated: f.Count(dcm.BitsAllocated), area: f.Count(dcm.Rows) * f.Count(dcm.Columns), value: e.Value, big: f.Syntax == dcm.ExplicitBig}
	need := (int64(p.Frames)*int64(p.area)*int64(p.BitsAllocated) + 7) / 8
	if p.area == 0 || int64(len(e.Value)) < need || int64(len(e.Value)) > need+512 {
		return nil, fault.New(ErrDamaged, "the pixels take %d bytes, %d are needed", len(e.Value), need)
	}
	return p, nil
}

// frame returns the values of frame i in little endian.
func (p *pixels) frame(i int) ([]byte, error) {
	n := p.area * max(1, p.BitsAllocated/8)
	if p.BitsAllocated > 1 && !p.big {
		return p.value[i*n : (i+1)*n], nil
	}
	out := make([]byte, n)
	for j := range p.area {
		switch p.BitsAllocated {
		case 1:
			at := i*n + j
			out[j] = p.value[at>>3] >> (at & 7) & 1
		case 8:
			out[j] = p.value[i*n+j]
		case 16:
			binary.LittleEndian.PutUint16(out[2*j:], binary.BigEndian.Uint16(p.value[i*n+2*j:]))
		}
	}
	return out, nil
}
