package jpeg

// spread copies component i to its places among the samples of the image,
// interpolated to the image's grid when its own is coarser. Factors of 2 in a
// row are interpolated linearly, as libjpeg does ("fancy upsampling", jdsample),
// others repeat the nearest sample.
func (d *decoder) spread(i int) {
	c := &d.comps[i]
	across, down := d.hMax/c.h, d.vMax/c.v
	line := make([]uint16, 2*c.width)
	for y := range d.Rows {
		out := d.samples[y*d.Columns*d.Components+i:]
		row := c.row(y / down)
		switch {
		case across == 2 && down == 1 && c.width > 2:
			double(line, row)
			row = line
		case across == 2 && down == 2 && c.width > 2:
			near := y/2 - 1 + y%2*2 // the row above, or below, y's own
			doubleBoth(line, row, c.row(min(max(near, 0), c.height-1)))
			row = line
		case across > 1:
			for x := range d.Columns {
				out[x*d.Components] = row[x/across]
			}
			continue
		}
		for x := range d.Columns {
			out[x*d.Components] = row[x]
		}
	}
}

func (c *component) row(y int) []uint16 { return c.plane[y*c.stride:][:c.width] }

// double interpolates a row to twice its length: 3/4 of the nearer sample and
// 1/4 of the farther.
func double(out, in []uint16) {
	last := len(in) - 1
	for x, v := range in {
		left, right := in[max(x-1, 0)], in[min(x+1, last)]
		out[2*x] = uint16((3*int(v) + int(left) + 1) >> 2)
		out[2*x+1] = uint16((3*int(v) + int(right) + 2) >> 2)
	}
}

// doubleBoth does so along and across rows; near is the row that weighs 1/4.
func doubleBoth(out, in, near []uint16) {
	last := len(in) - 1
	sum := func(x int) int { return 3*int(in[x]) + int(near[x]) }
	for x := range in {
		v := sum(x)
		out[2*x] = uint16((3*v + sum(max(x-1, 0)) + 8) >> 4)
		out[2*x+1] = uint16((3*v + sum(min(x+1, last)) + 7) >> 4)
	}
}
