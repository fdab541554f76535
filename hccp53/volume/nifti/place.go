package nifti

import (
	"fmt"
	"math"

	"hcclab/hccp53/fault"
	"hcclab/hccp53/volume"
)

// place fills in where the image is, and what is doubtful about it.
func (f *File) place(h *header) {
	switch {
	case h.sform > 0:
		f.Place, f.Affine = "sform", h.srow
	case h.qform > 0:
		f.Place, f.Affine = "qform", h.rotation()
	default:
		f.Place, f.Affine = "voxel size", [3][4]float64{{h.pixdim[1]}, {0, h.pixdim[2]}, {0, 0, h.pixdim[3]}}
		f.Warnings = append(f.Warnings, "the header has neither sform nor qform: neither origin nor orientation is known")
	}
	if h.sform > 0 && h.qform > 0 {
		if d, size := f.apart(h.rotation()); d > size/10 {
			f.Warnings = append(f.Warnings, fmt.Sprintf("the qform places voxels up to %.3g mm from where the sform, which is used, does", d))
		}
	}
}

// apart returns the largest distance in mm between the corners of the image by
// f.Affine and by another matrix, and the smallest side of a voxel.
func (f *File) apart(other [3][4]float64) (worst, side float64) {
	side = math.Inf(1)
	for corner := range 8 {
		square := 0.0
		for k := range 3 {
			d := f.Affine[k][3] - other[k][3]
			for i := range min(3, len(f.Shape)) {
				if corner>>i&1 == 1 {
					d += float64(f.Shape[i]-1) * (f.Affine[k][i] - other[k][i])
				}
			}
			square += d * d
		}
		worst = math.Max(worst, math.Sqrt(square))
	}
	for i := range 3 {
		side = math.Min(side, math.Hypot(math.Hypot(f.Affine[0][i], f.Affine[1][i]), f.Affine[2][i]))
	}
	return worst, side
}

// Grid returns where the voxels are, in LPS. The error is [ErrSheared] when the
// axes are not at right angles, [ErrDamaged] when the header states no usable
// voxel size or origin.
func (f *File) Grid() (volume.Grid, error) {
	size := [3]int{1, 1, 1}
	copy(size[:], f.Shape)
	var axes [3][3]float64
	var origin [3]float64
	for k := range 3 {
		sign := 1.0
		if k < 2 {
			sign = -1 // RAS to LPS
		}
		origin[k] = sign*f.Affine[k][3] + 0 // + 0 makes 0 of −0
		for i := range 3 {
			axes[i][k] = sign*f.Affine[k][i] + 0
		}
	}
	g, ok := volume.FromAxes(size, axes, origin)
	if !ok {
		return g, fault.New(ErrDamaged, "the header states no usable voxel size or origin (taken from %s)", f.Place)
	}
	if a := g.Shear(); !(a <= volume.MaxShear) {
		return g, fault.New(ErrSheared, "two axes miss a right angle by %.2f° (taken from %s)", a, f.Place).
			Try("resample the image to a grid with right angles; or, if its qform is right, set sform_code to 0")
	}
	return g, nil
}

// rotation returns the matrix from voxel index to RAS by the qform, method 2 of
// nifti1.h.
func (h *header) rotation() [3][4]float64 {
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
