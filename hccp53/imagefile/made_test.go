package imagefile

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"hcclab/hccp53/mri"
	"hcclab/hccp53/volume"
	"hcclab/hccp53/volume/nifti"
	"hcclab/hccp53/volume/nrrd"
)

// Marks that must not come out again.
const (
	markID    = "MARK-ID-77310"
	markName  = "MARKNAME^PATIENT"
	markBirth = "19610704"
)

var ctx = context.Background()

func try(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// oblique is a grid whose axes lie askew in the patient.
func oblique() volume.Grid {
	return volume.Grid{Size: [3]int{8, 6, 4}, Spacing: [3]float64{0.75, 0.5, 3}, Origin: [3]float64{-10.5, 20.25, 30},
		Direction: [3][3]float64{{0.8, 0.6, 0}, {-0.6, 0.8, 0}, {0, 0, 1}}}
}

// filled is an image of whole numbers, all different, some below zero.
func filled(g volume.Grid, offset int) *volume.Image {
	img := volume.NewImage(g)
	for i := range img.Data {
		img.Data[i] = float64((i*7919)%4096 - 900 + offset)
	}
	return img
}

// series writes a series with one volume for each time after the injection.
func series(t testing.TB, dir string, number int, description string, g volume.Grid, seconds ...int) string {
	t.Helper()
	injection := time.Date(2026, 3, 30, 9, 5, 0, 0, time.UTC)
	w := mri.Writing{
		StudyUID: mri.UID(1, "study"), SeriesUID: mri.UID(1, "series", number), FrameOfReferenceUID: mri.UID(1, "frame"),
		PatientID: markID, PatientSex: "F", PatientAge: 58, StudyTime: injection.Add(-5 * time.Minute), Injection: injection,
		SeriesNumber: number, Description: description, RepetitionTime: 3.6, EchoTime: 1.7, FlipAngle: 12,
	}
	for i, s := range seconds {
		w.TimePoints = append(w.TimePoints, mri.TimePoint{Image: filled(g, i), Acquired: injection.Add(time.Duration(s) * time.Second), Slope: 1, Bits: 16, Signed: true})
	}
	try(t, mri.WriteSeries(dir, w))
	return dir
}

// named gives the files in dir a patient's name and birth date.
func named(t testing.TB, dir string) {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(dir, "*.dcm"))
	try(t, err)
	for _, path := range paths {
		b, err := os.ReadFile(path)
		try(t, err)
		name := append([]byte("\x10\x00\x10\x00PN"), byte(len(markID)+1), 0)
		at := bytes.Index(b, name)
		id := bytes.Index(b, []byte("\x10\x00\x20\x00LO"))
		birth := bytes.Index(b, []byte("\x10\x00\x30\x00DA"))
		if at < 0 || id < at || birth < id {
			t.Fatalf("name at %d, number at %d, birth at %d", at, id, birth)
		}
		end := birth + 8 + int(binary.LittleEndian.Uint16(b[birth+6:]))
		head := append([]byte("\x10\x00\x10\x00PN"), byte(len(markName)), 0)
		out := append(append(append([]byte{}, b[:at]...), head...), markName...)
		out = append(out, b[id:birth]...)
		out = append(append(out, "\x10\x00\x30\x00DA\x08\x00"...), markBirth...)
		try(t, os.WriteFile(path, append(out, b[end:]...), 0o644))
	}
}

// element encodes a DICOM element in implicit little endian.
func element(tag uint32, value string) string {
	if len(value)%2 == 1 {
		value += " "
	}
	b := binary.LittleEndian.AppendUint16(nil, uint16(tag>>16))
	b = binary.LittleEndian.AppendUint16(b, uint16(tag))
	return string(binary.LittleEndian.AppendUint32(b, uint32(len(value)))) + value
}

func short(n int) string { return string([]byte{byte(n), byte(n >> 8)}) }

// items encodes the items of a sequence.
func items(values ...string) (s string) {
	for _, v := range values {
		s += element(0xFFFEE000, v)
	}
	return s
}

// dicom writes a file in implicit little endian of a storage class.
func dicom(t testing.TB, path, class string, elements ...string) {
	t.Helper()
	meta := "\x02\x00\x10\x00UI\x12\x00" + "1.2.840.10008.1.2\x00"
	head := element(0x00080016, class) + element(0x00080018, "2.25.7")
	try(t, os.WriteFile(path, []byte(strings.Repeat("\x00", 128)+"DICM"+meta+head+strings.Join(elements, "")), 0o644))
}

// pixels returns the elements that describe pixels, and these.
func pixels(samples int, photometric string, rows, columns, bits int, tag uint32, data string) []string {
	return []string{
		element(0x00100010, markName), element(0x00100020, markID), element(0x00100030, markBirth),
		element(0x00280002, short(samples)), element(0x00280004, photometric), element(0x00280006, short(0)), element(0x00280010, short(rows)), element(0x00280011, short(columns)),
		element(0x00280100, short(bits)), element(0x00280101, short(bits)), element(0x00280102, short(bits-1)), element(0x00280103, short(0)), element(tag, data),
	}
}

const (
	secondaryCapture = "1.2.840.10008.5.1.4.1.1.7"
	structureSet     = "1.2.840.10008.5.1.4.1.1.481.3"
	parametricMap    = "1.2.840.10008.5.1.4.1.1.30"
)

// outlines writes a structure set with a square round the voxels from lo to hi of
// one slice.
func outlines(t testing.TB, path string, g volume.Grid, name string, lo, hi [2]int, z int) {
	t.Helper()
	var text []string
	for _, c := range [][2]int{{lo[0], lo[1]}, {hi[0], lo[1]}, {hi[0], hi[1]}, {lo[0], hi[1]}} {
		p := g.Point(float64(c[0])-0.5, float64(c[1])-0.5, float64(z))
		text = append(text, fmt.Sprintf(`%.6f\%.6f\%.6f`, p[0], p[1], p[2]))
	}
	contour := element(0x30060042, "CLOSED_PLANAR") + element(0x30060046, "4") + element(0x30060050, strings.Join(text, `\`))
	dicom(t, path, structureSet, element(0x00100010, markName), element(0x00100020, markID),
		element(0x30060020, items(element(0x30060022, "1")+element(0x30060026, name))),
		element(0x30060039, items(element(0x30060040, items(contour))+element(0x30060084, "1"))), element(0x30060080, ""))
}

// pair writes an image as .hdr and .img.
func pair(t testing.TB, dir string, img *volume.Image) {
	t.Helper()
	path := filepath.Join(dir, "whole.nii")
	try(t, nifti.WriteImage(path, img))
	b, err := os.ReadFile(path)
	try(t, err)
	try(t, os.Remove(path))
	copy(b[344:], "ni1\x00")
	binary.LittleEndian.PutUint32(b[108:], 0) // vox_offset
	try(t, os.WriteFile(filepath.Join(dir, "a.hdr"), b[:348], 0o644))
	try(t, os.WriteFile(filepath.Join(dir, "a.img"), b[352:], 0o644))
}

// four writes two volumes in time as one NIfTI file.
func four(t testing.TB, path string, img *volume.Image) {
	t.Helper()
	try(t, nifti.WriteImage(path, img))
	b, err := os.ReadFile(path)
	try(t, err)
	binary.LittleEndian.PutUint16(b[40:], 4)
	binary.LittleEndian.PutUint16(b[48:], 2)
	try(t, os.WriteFile(path, append(b, b[352:]...), 0o644))
}

// nrrdWith writes an image as NRRD and changes a text in its header.
func nrrdWith(t testing.TB, path string, img *volume.Image, from, to string) {
	t.Helper()
	try(t, nrrd.WriteImage(path, img, nrrd.Raw))
	b, err := os.ReadFile(path)
	try(t, err)
	if !bytes.Contains(b, []byte(from)) {
		t.Fatalf("the header has no %q", from)
	}
	try(t, os.WriteFile(path, bytes.Replace(b, []byte(from), []byte(to), 1), 0o644))
}
