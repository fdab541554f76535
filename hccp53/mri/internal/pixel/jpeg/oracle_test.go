package jpeg

import (
	"context"
	"encoding/binary"
	"fmt"
	"slices"
	"testing"

	"hcclab/hccp53/mri/internal/dcm"
	"hcclab/hccp53/mri/internal/pixel/gdcm"
)

// TestLosslessAgainstGDCM lets the lossless decoder of GDCM (libjpeg with the
// patch of Oriel and Cornell) read what the encoder of these tests writes, so
// that encoder and decoder cannot be wrong together.
func TestLosslessAgainstGDCM(t *testing.T) {
	if err := gdcm.Available(); err != nil {
		t.Skipf("ATTENTION: not tested: %v", err)
	}
	compared := 0
	for predictor := 1; predictor <= 7; predictor++ {
		for _, precision := range []int{8, 12, 16} {
			p := gradient(21, 19, 1, precision)
			p.predictor = predictor
			switch {
			case precision == 8:
				p.components = 3
				p.samples = gradient(21, 19, 3, 8).samples
			case predictor%2 == 0:
				p.restartRows = 5
			}
			if predictor == 5 && precision == 12 {
				p.shift = 2
			}
			code := p.encode()
			name := fmt.Sprintf("predictor %d, %d bits, %d components, restart %d, shift %d", predictor, precision, p.components, p.restartRows, p.shift)
			image, err := Decode(code)
			if err != nil {
				t.Errorf("%s: %v", name, err)
				continue
			}
			raw, err := gdcm.Raw(context.Background(), wrapped(p, code), gdcm.LimitsFor(1<<20))
			if err != nil {
				t.Errorf("%s: GDCM: %v", name, err)
				continue
			}
			if got := samplesIn(t, raw, precision); !slices.Equal(got[:len(image.Samples)], image.Samples) {
				t.Errorf("%s: GDCM has other samples", name)
			}
			compared++
		}
	}
	t.Logf("%d images compared", compared)
}

// wrapped puts a codestream into a DICOM file.
func wrapped(p plain, code []byte) []byte {
	d := dcm.NewDataSet()
	d.SetText(dcm.SOPClassUID, "UI", "1.2.840.10008.5.1.4.1.1.7")
	d.SetText(dcm.SOPInstanceUID, "UI", "2.25.1")
	d.SetText(dcm.PhotometricInterpretation, "CS", map[int]string{1: "MONOCHROME2", 3: "RGB"}[p.components])
	allocated := (p.precision + 7) / 8 * 8
	for tag, v := range map[dcm.Tag]int{dcm.SamplesPerPixel: p.components, dcm.Rows: p.rows, dcm.Columns: p.columns, dcm.BitsAllocated: allocated,
		dcm.BitsStored: p.precision, dcm.HighBit: p.precision - 1, dcm.PixelRepresentation: 0, dcm.PlanarConfiguration: 0} {
		d.SetNumbers(tag, "US", float64(v))
	}
	if len(code)%2 == 1 {
		code = append(code, 0)
	}
	d.SetFragments(nil, code)
	f := dcm.File{DataSet: d, Meta: dcm.NewDataSet(), Syntax: "1.2.840.10008.1.2.4.57"}
	return f.Append(nil)
}

func samplesIn(t *testing.T, raw []byte, precision int) (out []uint16) {
	t.Helper()
	f, err := dcm.Parse(raw)
	if err != nil {
		t.Fatal(err)
	}
	for b := f.Find(dcm.PixelData).Value; len(b) > 0; {
		if precision == 8 {
			out, b = append(out, uint16(b[0])), b[1:]
		} else {
			out, b = append(out, binary.LittleEndian.Uint16(b)), b[2:]
		}
	}
	return out
}
