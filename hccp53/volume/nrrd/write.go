package nrrd

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/google/renameio/v2"

	"hcclab/hccp53/fault"
	"hcclab/hccp53/volume"
	"hcclab/hccp53/volume/voxel"
)

// Encoding is how the voxels of a file are written.
type Encoding string

// The encodings that are written.
const (
	Gzip Encoding = "gzip"
	Raw  Encoding = "raw"
)

// typeName gives the name of a number type in a header.
var typeName = map[voxel.Type]string{
	voxel.Uint8: "unsigned char", voxel.Int16: "short", voxel.Uint16: "unsigned short", voxel.Int32: "int",
	voxel.Float32: "float", voxel.Float64: "double",
}

// WriteMask writes a mask as unsigned char, 1 inside and 0 outside. The same
// mask gives the same bytes. The file appears under its name when it is whole.
func WriteMask(path string, m *volume.Mask, e Encoding) error {
	return write(path, m.Grid, voxel.Uint8, voxel.EncodeMask(m.Data), e)
}

// WriteImage writes an image with the smallest number type that holds every
// value exactly, see [voxel.Smallest]. The same image gives the same bytes. The
// file appears under its name when it is whole.
func WriteImage(path string, img *volume.Image, e Encoding) error {
	t := voxel.Smallest(img.Data)
	return write(path, img.Grid, t, voxel.Encode(img.Data, t), e)
}

func write(path string, g volume.Grid, t voxel.Type, data []byte, e Encoding) error {
	name := filepath.Base(path)
	if err := check(g, len(data)/t.Bytes(), e); err != nil {
		return err.At("%s", name)
	}
	var b bytes.Buffer
	b.WriteString(head(g, t, e))
	if e == Gzip {
		z := gzip.NewWriter(&b) // without name and time: the same bytes every time
		if _, err := z.Write(data); err != nil {
			return fileFault(err, name)
		}
		if err := z.Close(); err != nil {
			return fileFault(err, name)
		}
	} else {
		b.Write(data)
	}
	if err := renameio.WriteFile(path, b.Bytes(), 0o644); err != nil {
		return fileFault(err, name)
	}
	return nil
}

// check returns an error for what a NRRD file of this project cannot hold.
func check(g volume.Grid, values int, e Encoding) *fault.Error {
	switch {
	case e != Gzip && e != Raw:
		return fault.New(ErrWriting, "the encoding %q is not written", string(e)).Try("choose gzip or raw")
	case !g.Valid():
		return fault.New(ErrWriting, "the grid has no voxels, no usable spacing or origin, or axes that are not unit vectors at right angles")
	case values != g.Len():
		return fault.New(ErrWriting, "there are %d values for %d voxels", values, g.Len())
	}
	return nil
}

// head returns the header with the empty line after it.
func head(g volume.Grid, t voxel.Type, e Encoding) string {
	var axes []string
	for _, a := range g.Axes() {
		axes = append(axes, vector(a))
	}
	lines := []string{
		"NRRD0004",
		"# http://teem.sourceforge.net/nrrd/format.html",
		"type: " + typeName[t],
		"dimension: 3",
		"space: left-posterior-superior",
		fmt.Sprintf("sizes: %d %d %d", g.Size[0], g.Size[1], g.Size[2]),
		"space directions: " + strings.Join(axes, " "),
		"kinds: domain domain domain",
		"endian: little",
		"encoding: " + string(e),
		"space origin: " + vector(g.Origin),
	}
	return strings.Join(lines, "\n") + "\n\n"
}

// vector writes each number with the digits that give the same number back.
func vector(v [3]float64) string {
	var text [3]string
	for k := range v {
		text[k] = strconv.FormatFloat(v[k], 'g', -1, 64)
	}
	return "(" + strings.Join(text[:], ",") + ")"
}
