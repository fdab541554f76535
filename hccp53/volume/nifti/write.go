package nifti

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"io"
	"math"
	"path/filepath"
	"strings"

	"github.com/google/renameio/v2"

	"hcclab/hccp53/fault"
	"hcclab/hccp53/volume"
	"hcclab/hccp53/volume/voxel"
)

// WriteMask writes a mask as uint8, 1 inside and 0 outside. The file is
// compressed when path ends in .gz. It appears under its name when it is whole.
func WriteMask(path string, m *volume.Mask) error {
	return write(path, m.Grid, voxel.Uint8, voxel.EncodeMask(m.Data))
}

// WriteImage writes an image with the smallest number type that holds every
// value exactly, see [voxel.Smallest]. The place is rounded to float32, about 7
// digits: one that came from a NIfTI-1 file is written as it was. The file is
// compressed when path ends in .gz. It appears under its name when it is whole.
func WriteImage(path string, img *volume.Image) error {
	t := voxel.Smallest(img.Data)
	return write(path, img.Grid, t, voxel.Encode(img.Data, t))
}

func write(path string, g volume.Grid, t voxel.Type, data []byte) error {
	head, err := encodeHeader(g, t)
	if err == nil && len(data) != g.Len()*t.Bytes() {
		err = fault.New(ErrWriting, "there are %d values for %d voxels", len(data)/t.Bytes(), g.Len())
	}
	if err != nil {
		return fault.Place(err, filepath.Base(path))
	}
	var b bytes.Buffer
	var w io.WriteCloser = plain{&b}
	if strings.HasSuffix(strings.ToLower(path), ".gz") {
		w = gzip.NewWriter(&b) // without name and time: the same bytes every time
	}
	for _, part := range [][]byte{head, data} {
		if _, err := w.Write(part); err != nil {
			return fileFault(err, filepath.Base(path))
		}
	}
	if err := w.Close(); err != nil {
		return fileFault(err, filepath.Base(path))
	}
	if err := renameio.WriteFile(path, b.Bytes(), 0o644); err != nil {
		return fileFault(err, filepath.Base(path))
	}
	return nil
}

type plain struct{ io.Writer }

func (plain) Close() error { return nil }

// encodeHeader returns the 352 bytes before the voxels: header and an empty
// list of extensions. The place is written as sform and as qform.
func encodeHeader(g volume.Grid, t voxel.Type) ([]byte, error) {
	var ras [3][3]float64 // columns are the axes
	for k := range 3 {
		for i := range 3 {
			ras[k][i] = g.Direction[i][k]
			if k < 2 {
				ras[k][i] = -ras[k][i] // LPS to RAS
			}
		}
	}
	if err := checkGrid(g); err != nil {
		return nil, err
	}
	b := make([]byte, headerSize+4)
	o := binary.LittleEndian
	float := func(at int, v float64) { o.PutUint32(b[at:], math.Float32bits(float32(v)+0)) } // + 0 makes 0 of −0
	o.PutUint32(b, headerSize)
	b[38] = 'r'
	o.PutUint16(b[70:], uint16(codeOf(t)))
	o.PutUint16(b[72:], uint16(8*t.Bytes()))
	o.PutUint16(b[40:], 3)
	qb, qc, qd, qfac := quaternion(ras)
	float(76, qfac)
	for i := range 7 {
		o.PutUint16(b[42+2*i:], 1)
	}
	for i := range 3 {
		o.PutUint16(b[42+2*i:], uint16(g.Size[i]))
		float(80+4*i, g.Spacing[i])
	}
	float(108, headerSize+4)
	float(112, 1) // scl_slope
	b[123] = 2    // xyzt_units: mm
	o.PutUint16(b[252:], 1)
	o.PutUint16(b[254:], 1)
	for i, q := range [3]float64{qb, qc, qd} {
		float(256+4*i, q)
	}
	for k := range 3 {
		origin := g.Origin[k]
		if k < 2 {
			origin = -origin
		}
		float(268+4*k, origin)
		for i := range 3 {
			float(280+16*k+4*i, ras[k][i]*g.Spacing[i])
		}
		float(280+16*k+12, origin)
	}
	copy(b[344:], "n+1\x00")
	return b, nil
}

// checkGrid returns an error for a grid that a NIfTI-1 file cannot hold.
func checkGrid(g volume.Grid) error {
	if !g.Valid() {
		return fault.New(ErrWriting, "the grid has no voxels, no usable spacing or origin, or axes that are not unit vectors at right angles")
	}
	for _, n := range g.Size {
		if n > math.MaxInt16 {
			return fault.New(ErrWriting, "an axis has %d voxels; at most 32,767 can be written", n)
		}
	}
	return nil
}
