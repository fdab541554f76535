package jpeg

// Constants of the inverse transform, times 2^13.
const (
	f0298 = 2446
	f0390 = 3196
	f0541 = 4433
	f0765 = 6270
	f0899 = 7373
	f1175 = 9633
	f1501 = 12299
	f1847 = 15137
	f1961 = 16069
	f2053 = 16819
	f2562 = 20995
	f3072 = 25172
	scale = 13
)

// put transforms a block and stores its samples at column x, row y of the
// component. The method is that of Loeffler, Ligtenberg and Moschytz (ICASSP
// 1989) with the roundings of libjpeg's jidctint: the columns first, with 2
// more bits kept for 8-bit samples and 1 for 12-bit samples, then the rows.
func (c *component) put(block *[64]int32, x, y, precision int) {
	keep := 2
	if precision > 8 {
		keep = 1
	}
	for i := range 8 {
		transform(block[i:], 8, scale-keep)
	}
	top, middle := int32(1)<<precision-1, int32(1)<<(precision-1)
	for i := range 8 {
		transform(block[8*i:], 1, scale+keep+3)
		row := c.plane[(y+i)*c.stride+x:][:8]
		for j := range row {
			row[j] = uint16(min(max(block[8*i+j]+middle, 0), top))
		}
	}
}

// transform does the inverse DCT of b[0], b[step], … b[7·step] and divides by
// 2^shift, rounding half up.
func transform(b []int32, step, shift int) {
	at := func(i int) int64 { return int64(b[i*step]) }
	half := int64(1) << (shift - 1)

	// Even part.
	z := (at(2) + at(6)) * f0541
	t2, t3 := z-at(6)*f1847, z+at(2)*f0765
	t0, t1 := (at(0)+at(4))<<scale, (at(0)-at(4))<<scale
	e0, e3, e1, e2 := t0+t3, t0-t3, t1+t2, t1-t2

	// Odd part.
	o0, o1, o2, o3 := at(7), at(5), at(3), at(1)
	z1, z2, z3, z4 := o0+o3, o1+o2, o0+o2, o1+o3
	z5 := (z3 + z4) * f1175
	o0, o1, o2, o3 = o0*f0298, o1*f2053, o2*f3072, o3*f1501
	z1, z2 = -z1*f0899, -z2*f2562
	z3, z4 = z5-z3*f1961, z5-z4*f0390
	o0 += z1 + z3
	o1 += z2 + z4
	o2 += z2 + z3
	o3 += z1 + z4

	for i, v := range [8]int64{e0 + o3, e1 + o2, e2 + o1, e3 + o0, e3 - o0, e2 - o1, e1 - o2, e0 - o3} {
		b[i*step] = int32((v + half) >> shift)
	}
}
