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
)

// WriteMask writes a mask as uint8, 1 inside and 0 outside. The file is
// compressed when path ends in .gz. It appears under its name when it is whole.
func WriteMask(path string, m *volume.Mask) error {
	if len(m.Data) != m.Len() {
		return placed(fault.New(ErrWriting, "the mask has %d values for %d voxels", len(m.Data), m.Len()), path)
	}
	data := make([]byte, len(m.Data))
	for i, in := range m.Data {
		if in {
			data[i] = 1
		}
	}
	return write(path, m.Grid, typeUint8, data)
}

// WriteImage writes an image: as int16 when all values are whole numbers that
// fit, else as float32, which rounds values to about 7 digits. The file is
// compressed when path ends in .gz. It appears under its name when it is whole.
func WriteImage(path string, img *volume.Image) error {
	if len(img.Data) != img.Len() {
		return placed(fault.New(ErrWriting, "the image has %d values for %d voxels", len(img.Data), img.Len()), path)
	}
	datatype := typeInt16
	for _, v := range img.Data {
		if v != math.Trunc(v) || v < math.MinInt16 || v > math.MaxInt16 || math.IsNaN(v) {
			datatype = typeFloat32
			break
		}
	}
	var data []byte
	for _, v := range img.Data {
		if datatype == typeInt16 {
			data = binary.LittleEndian.AppendUint16(data, uint16(int16(v)))
		} else {
			data = binary.LittleEndian.AppendUint32(data, math.Float32bits(float32(v)))
		}
	}
	return write(path, img.Grid, datatype, data)
}

func write(path string, g volume.Grid, datatype int, data []byte) error {
	head, err := encodeHeader(g, datatype)
	if err != nil {
		return placed(err, path)
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

func placed(err error, path string) error {
	return err.(*fault.Error).At("%s", filepath.Base(path))
}

// encodeHeader returns the 352 bytes before the voxels: header and an empty
// list of extensions. The place is written as sform and as qform.
func encodeHeader(g volume.Grid, datatype int) ([]byte, error) {
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
	float := func(at int, v float64) { o.PutUint32(b[at:], math.Float32bits(float32(v))) }
	o.PutUint32(b, headerSize)
	b[38] = 'r'
	n, _ := bytesPerVoxel(datatype)
	o.PutUint16(b[70:], uint16(datatype))
	o.PutUint16(b[72:], uint16(8*n))
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
	for i := range 3 {
		a, c := g.Direction[i], g.Direction[(i+1)%3]
		switch {
		case g.Size[i] < 1 || g.Size[i] > math.MaxInt16:
			return fault.New(ErrWriting, "an axis has %d voxels; 1 to 32,767 can be written", g.Size[i])
		case !(g.Spacing[i] > 0) || math.IsInf(g.Spacing[i], 0) || math.IsNaN(g.Origin[i]) || math.IsInf(g.Origin[i], 0):
			return fault.New(ErrWriting, "spacing or origin is no usable number")
		case !(math.Abs(a[0]*a[0]+a[1]*a[1]+a[2]*a[2]-1) <= rightAngle) || !(math.Abs(a[0]*c[0]+a[1]*c[1]+a[2]*c[2]) <= rightAngle):
			return fault.New(ErrWriting, "the axes of the grid are not unit vectors at right angles")
		}
	}
	return nil
}
