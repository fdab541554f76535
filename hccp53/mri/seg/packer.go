package seg

// packer packs voxels into bits, the first into the lowest of a byte; frames
// follow each other without padding (PS3.5, section 8.1.1).
type packer struct {
	b []byte
	n int // bits
}

// add appends a frame. It does nothing and reports false when that is empty.
func (p *packer) add(slice []bool) bool {
	any := false
	for _, in := range slice {
		if in {
			any = true
			break
		}
	}
	if !any {
		return false
	}
	p.b = append(p.b, make([]byte, (p.n+len(slice)+7)/8-len(p.b))...)
	for i, in := range slice {
		if in {
			at := p.n + i
			p.b[at>>3] |= 1 << (at & 7)
		}
	}
	p.n += len(slice)
	return true
}
