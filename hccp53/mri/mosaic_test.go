package mri

import (
	"context"
	"encoding/binary"
	"errors"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"hcclab/hccp53/mri/internal/dcm"
)

// siemensHeader makes a CSA header of the newer version.
func siemensHeader(values map[string][]string) []byte {
	le := binary.LittleEndian
	b := append([]byte(nil), "SV10\x04\x03\x02\x01"...)
	b = le.AppendUint32(le.AppendUint32(b, uint32(len(values))), 77)
	for name, items := range values {
		b = append(b, append([]byte(name), make([]byte, 64-len(name))...)...)
		b = le.AppendUint32(b, uint32(len(items)))
		b = append(b, "FD\x00\x00"...)
		b = le.AppendUint32(le.AppendUint32(le.AppendUint32(b, 4), uint32(len(items))), 77)
		for _, v := range items {
			for _, n := range []int{len(v), len(v), 77, len(v)} {
				b = le.AppendUint32(b, uint32(n))
			}
			b = append(append(b, v...), make([]byte, (4-len(v)%4)%4)...)
		}
	}
	return b
}

// tiled makes a mosaic file of time point t of the series: 3×2 pixels a slice
// become 4, 9, 16 … tiles. Sign turns the order of the slices round.
func tiled(t *testing.T, w Writing, point int, sign float64, change func(*dcm.DataSet)) []byte {
	t.Helper()
	dir := t.TempDir()
	one := w
	one.TimePoints = w.TimePoints[point : point+1]
	if err := WriteSeries(dir, one); err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(filepath.Join(dir, "IM00001.dcm"))
	if err != nil {
		t.Fatal(err)
	}
	f, err := dcm.Parse(b)
	if err != nil {
		t.Fatal(err)
	}
	img := w.TimePoints[point].Image
	g := img.Grid
	n := g.Size[2]
	side := int(math.Ceil(math.Sqrt(float64(n))))
	columns, rows := side*g.Size[0], side*g.Size[1]
	pixels := make([]byte, 2*columns*rows)
	for i := range n {
		z := i
		if sign < 0 {
			z = n - 1 - i
		}
		for y := range g.Size[1] {
			for x := range g.Size[0] {
				at := (i/side*g.Size[1]+y)*columns + i%side*g.Size[0] + x
				binary.LittleEndian.PutUint16(pixels[2*at:], uint16(img.At(x, y, z)))
			}
		}
	}
	first := 0.0
	if sign < 0 {
		first = float64(n - 1)
	}
	// The stated position is that of the corner of the mosaic, were it a slice.
	p := g.Point(-float64(columns-g.Size[0])/2, -float64(rows-g.Size[1])/2, first)
	f.SetDecimals(dcm.ImagePositionPatient, p[:]...)
	f.SetText(dcm.ImageType, "CS", "ORIGINAL", "PRIMARY", "M", "ND", "MOSAIC")
	f.SetText(dcm.SOPInstanceUID, "UI", UID(9, point))
	f.SetNumbers(dcm.Rows, "US", float64(rows))
	f.SetNumbers(dcm.Columns, "US", float64(columns))
	f.SetText(0x00290010, "LO", "SIEMENS CSA HEADER")
	var normal []string
	for _, c := range g.Direction[2] {
		normal = append(normal, strconv.FormatFloat(sign*c, 'f', 8, 64))
	}
	f.SetBytes(0x00291010, "OB", siemensHeader(map[string][]string{"NumberOfImagesInMosaic": {strconv.Itoa(n)}, "SliceNormalVector": normal}))
	f.SetBytes(dcm.PixelData, "OW", pixels)
	if change != nil {
		change(f.DataSet)
	}
	return f.Append(nil)
}

func TestMosaicEqualsSlices(t *testing.T) {
	w := writing(7, "ep2d", 28, 72)
	for i := range w.TimePoints {
		w.TimePoints[i].Image = phantom(grid(3, 2, 7), i)
	}
	for _, sign := range []float64{1, -1} {
		dir := t.TempDir()
		for i := range w.TimePoints {
			save(t, filepath.Join(dir, string(rune('b'-i))), tiled(t, w, i, sign, nil))
		}
		c := volumes(t, dir)
		if len(c.Volumes) != 2 || len(c.Warnings) != 0 {
			t.Fatalf("%d volumes, %q", len(c.Volumes), c.Warnings)
		}
		for i, v := range c.Volumes {
			want := w.TimePoints[i].Image
			if d := want.Differs(v.Image.Grid); d != "" || !slices.Equal(v.Image.Data, want.Data) || v.Times != 2 || v.Files != 1 {
				t.Errorf("sign %v: volume %d: %s %v, want %v", sign, i, d, v.Image.Data, want.Data)
			}
		}
	}
}

func TestMosaicsThatAreRefused(t *testing.T) {
	w := writing(7, "ep2d", 28)
	header := func(values map[string][]string) func(*dcm.DataSet) {
		return func(d *dcm.DataSet) { d.SetBytes(0x00291010, "OB", siemensHeader(values)) }
	}
	normal := []string{"0", "0", "1"}
	for name, c := range map[string]struct {
		change func(*dcm.DataSet)
		says   string
	}{
		"no Siemens header":   {func(d *dcm.DataSet) { d.Delete(0x00291010) }, "no Siemens header"},
		"cut Siemens header":  {func(d *dcm.DataSet) { d.SetBytes(0x00291010, "OB", []byte("SV10\x04\x03\x02\x01\x02\x00")) }, "cannot be read"},
		"no number of images": {header(map[string][]string{"SliceNormalVector": normal}), "states no number"},
		"no direction":        {header(map[string][]string{"NumberOfImagesInMosaic": {"4"}}), "no direction"},
		"odd direction":       {header(map[string][]string{"NumberOfImagesInMosaic": {"4"}, "SliceNormalVector": {"0", "x", "1"}}), "no direction"},
		"half an image":       {header(map[string][]string{"NumberOfImagesInMosaic": {"3.5"}, "SliceNormalVector": normal}), "states no number"},
		"tiles that do not fit": {
			header(map[string][]string{"NumberOfImagesInMosaic": {"35"}, "SliceNormalVector": normal}), "do not make 6 × 6 tiles"},
		"no distance of slices": {func(d *dcm.DataSet) { d.Delete(dcm.SpacingBetweenSlices) }, "no distance"},
	} {
		dir := t.TempDir()
		save(t, filepath.Join(dir, "a"), tiled(t, w, 0, 1, c.change))
		_, err := Load(context.Background(), dir)
		if !errors.Is(err, ErrMosaic) || !errors.Is(err, ErrNoVolume) || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
