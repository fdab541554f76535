package radiomics_test

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"fmt"
	"io"
	"math"
	"os"
	"strings"
	"testing"

	"hcclab/hccp53/volume"
)

// readNRRD reads a three-dimensional scalar NRRD file with attached data
// (http://teem.sourceforge.net/nrrd/format.html). It is for the reference
// cases only and fails the test on anything that they do not use.
func readNRRD(t testing.TB, path string) *volume.Image {
	t.Helper()
	img, err := parseNRRD(path)
	if err != nil {
		t.Fatalf("%v", err)
	}
	return img
}

func parseNRRD(path string) (*volume.Image, error) {
	whole, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	head, data, ok := bytes.Cut(whole, []byte("\n\n"))
	if !ok {
		return nil, fmt.Errorf("no end of header")
	}
	field := map[string]string{}
	lines := bufio.NewScanner(bytes.NewReader(head))
	for lines.Scan() {
		if key, value, ok := strings.Cut(lines.Text(), ": "); ok && !strings.HasPrefix(key, "#") {
			field[key] = strings.TrimSpace(value)
		}
	}
	var g volume.Grid
	if _, err := fmt.Sscan(field["sizes"], &g.Size[0], &g.Size[1], &g.Size[2]); err != nil {
		return nil, fmt.Errorf("sizes: %w", err)
	}
	if field["dimension"] != "3" || field["space"] != "left-posterior-superior" || field["endian"] == "big" {
		return nil, fmt.Errorf("unexpected header %v", field)
	}
	vectors := strings.NewReplacer("(", " ", ")", " ", ",", " ")
	var d [9]float64
	if _, err := fmt.Sscan(vectors.Replace(field["space directions"]), &d[0], &d[1], &d[2], &d[3], &d[4], &d[5], &d[6], &d[7], &d[8]); err != nil {
		return nil, fmt.Errorf("space directions: %w", err)
	}
	for i := range 3 {
		g.Spacing[i] = math.Sqrt(d[3*i]*d[3*i] + d[3*i+1]*d[3*i+1] + d[3*i+2]*d[3*i+2])
		for k := range 3 {
			g.Direction[i][k] = d[3*i+k] / g.Spacing[i]
		}
	}
	if _, err := fmt.Sscan(vectors.Replace(field["space origin"]), &g.Origin[0], &g.Origin[1], &g.Origin[2]); err != nil {
		return nil, fmt.Errorf("space origin: %w", err)
	}
	var r io.Reader = bytes.NewReader(data)
	if field["encoding"] == "gzip" {
		if r, err = gzip.NewReader(r); err != nil {
			return nil, err
		}
	} else if field["encoding"] != "raw" {
		return nil, fmt.Errorf("encoding %q", field["encoding"])
	}
	img := volume.NewImage(g)
	switch field["type"] {
	case "short", "int16":
		err = fill[int16](r, img.Data)
	case "unsigned short", "ushort", "uint16":
		err = fill[uint16](r, img.Data)
	case "unsigned char", "uchar", "uint8":
		err = fill[uint8](r, img.Data)
	case "int", "int32":
		err = fill[int32](r, img.Data)
	case "unsigned int", "uint", "uint32":
		err = fill[uint32](r, img.Data)
	case "float":
		err = fill[float32](r, img.Data)
	case "double":
		err = fill[float64](r, img.Data)
	default:
		err = fmt.Errorf("type %q", field["type"])
	}
	return img, err
}

func fill[T int16 | uint16 | uint8 | int32 | uint32 | float32 | float64](r io.Reader, into []float64) error {
	raw := make([]T, len(into))
	if err := binary.Read(bufio.NewReaderSize(r, 1<<20), binary.LittleEndian, raw); err != nil {
		return err
	}
	for i, v := range raw {
		into[i] = float64(v)
	}
	return nil
}
