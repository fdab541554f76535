package nifti

import (
	"math"

	"hcclab/hccp53/fault"
	"hcclab/hccp53/volume"
)

// rightAngle is the largest cosine between two axes that counts as a right
// angle: 0.06°, above the rounding of float32 and of rotation matrices with a
// few digits.
const rightAngle = 1e-3

// grid returns where the voxels are, in LPS.
func (h *header) grid() (volume.Grid, error) {
	g := volume.Grid{Size: h.size}
	if h.sform <= 0 && !(h.pixdim[1] > 0 && h.pixdim[2] > 0 && h.pixdim[3] > 0) {
		return g, fault.New(ErrDamaged, "the voxel size is %v×%v×%v", h.pixdim[1], h.pixdim[2], h.pixdim[3])
	}
	ras := h.affine()
	for k := range 3 {
		sign := 1.0
		if k < 2 {
			sign = -1 // RAS to LPS
		}
		g.Origin[k] = sign * ras[k][3]
		for i := range 3 {
			g.Direction[i][k] = sign * ras[k][i]
		}
	}
	for i := range 3 {
		d := &g.Direction[i]
		g.Spacing[i] = math.Sqrt(d[0]*d[0] + d[1]*d[1] + d[2]*d[2])
		if !(g.Spacing[i] > 0) || math.IsInf(g.Spacing[i], 0) || math.IsNaN(g.Origin[i]) || math.IsInf(g.Origin[i], 0) {
			return g, fault.New(ErrDamaged, "the header states no usable voxel size or origin (sform code %d, qform code %d)", h.sform, h.qform)
		}
		for k := range d {
			d[k] /= g.Spacing[i]
		}
	}
	for i := range 3 {
		a, b := g.Direction[i], g.Direction[(i+1)%3]
		if c := math.Abs(a[0]*b[0] + a[1]*b[1] + a[2]*b[2]); !(c <= rightAngle) {
			return g, fault.New(ErrSheared, "two axes meet at %.2f°, not at a right angle", math.Acos(math.Min(c, 1))*180/math.Pi).
				Try("resample the image to a grid with right angles before reading it")
		}
	}
	return g, nil
}

// affine returns the matrix from voxel index to RAS by method 3 (sform), 2
// (qform) or 1 (voxel size alone) of nifti1.h.
func (h *header) affine() [3][4]float64 {
	if h.sform > 0 {
		return h.srow
	}
	if h.qform <= 0 {
		return [3][4]float64{{h.pixdim[1]}, {0, h.pixdim[2]}, {0, 0, h.pixdim[3]}}
	}
	b, c, d := h.quatern[0], h.quatern[1], h.quatern[2]
	a := 1 - (b*b + c*c + d*d)
	if a < 1e-7 { // a rotation by 180°: rounding must not make a NaN
		n := 1 / math.Sqrt(b*b+c*c+d*d)
		a, b, c, d = 0, b*n, c*n, d*n
	} else {
		a = math.Sqrt(a)
	}
	dx, dy, dz := h.pixdim[1], h.pixdim[2], h.pixdim[3]
	if h.pixdim[0] < 0 { // qfac: the third axis is turned round
		dz = -dz
	}
	q := h.qoffset
	return [3][4]float64{
		{(a*a + b*b - c*c - d*d) * dx, 2 * (b*c - a*d) * dy, 2 * (b*d + a*c) * dz, q[0]},
		{2 * (b*c + a*d) * dx, (a*a + c*c - b*b - d*d) * dy, 2 * (c*d - a*b) * dz, q[1]},
		{2 * (b*d - a*c) * dx, 2 * (c*d + a*b) * dy, (a*a + d*d - b*b - c*c) * dz, q[2]},
	}
}

// quaternion returns b, c, d and qfac of the rotation whose columns are the
// RAS directions of the axes. It is the inverse of method 2.
func quaternion(m [3][3]float64) (b, c, d, qfac float64) {
	det := m[0][0]*(m[1][1]*m[2][2]-m[1][2]*m[2][1]) - m[0][1]*(m[1][0]*m[2][2]-m[1][2]*m[2][0]) + m[0][2]*(m[1][0]*m[2][1]-m[1][1]*m[2][0])
	qfac = 1
	if det < 0 {
		qfac = -1
		for k := range 3 {
			m[k][2] = -m[k][2]
		}
	}
	// The largest of the four is computed first, so that no small number is
	// divided by (nifti1_io.c, nifti_mat44_to_quatern).
	a := m[0][0] + m[1][1] + m[2][2] + 1
	if a > 0.5 {
		a = 0.5 * math.Sqrt(a)
		return 0.25 * (m[2][1] - m[1][2]) / a, 0.25 * (m[0][2] - m[2][0]) / a, 0.25 * (m[1][0] - m[0][1]) / a, qfac
	}
	x := 1 + m[0][0] - (m[1][1] + m[2][2])
	y := 1 + m[1][1] - (m[0][0] + m[2][2])
	z := 1 + m[2][2] - (m[0][0] + m[1][1])
	switch {
	case x > 1:
		b = 0.5 * math.Sqrt(x)
		c, d, a = 0.25*(m[0][1]+m[1][0])/b, 0.25*(m[0][2]+m[2][0])/b, 0.25*(m[2][1]-m[1][2])/b
	case y > 1:
		c = 0.5 * math.Sqrt(y)
		b, d, a = 0.25*(m[0][1]+m[1][0])/c, 0.25*(m[1][2]+m[2][1])/c, 0.25*(m[0][2]-m[2][0])/c
	default:
		d = 0.5 * math.Sqrt(z)
		b, c, a = 0.25*(m[0][2]+m[2][0])/d, 0.25*(m[1][2]+m[2][1])/d, 0.25*(m[1][0]-m[0][1])/d
	}
	if a < 0 {
		b, c, d = -b, -c, -d
	}
	return b, c, d, qfac
}
