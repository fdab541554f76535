package voi_test

import (
	"encoding/binary"
	"errors"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"hcclab/hccp53/mri"
	"hcclab/hccp53/mri/seg"
	"hcclab/hccp53/voi"
	"hcclab/hccp53/volume"
	"hcclab/hccp53/volume/nifti"
	"hcclab/hccp53/volume/nrrd"
)

// parts are two regions of the grid that overlap in one voxel.
func parts(g volume.Grid) (tumour, necrosis *volume.Mask) {
	return box(volume.NewMask(g), [3]int{2, 2, 1}, [3]int{5, 4, 3}), box(volume.NewMask(g), [3]int{4, 3, 2}, [3]int{6, 6, 3})
}

// writeSEG writes the parts as a DICOM SEG.
func writeSEG(path string, names []string, masks ...*volume.Mask) error {
	w := seg.Writing{
		StudyUID: mri.UID(1, "study"), SeriesUID: mri.UID(1, "seg"), InstanceUID: mri.UID(1, "seg", path), FrameOfReferenceUID: mri.UID(1, "frame"),
		PatientID: "SIM-0001", StudyTime: time.Date(2026, 3, 30, 9, 0, 0, 0, time.UTC), Created: time.Date(2026, 4, 2, 16, 0, 0, 0, time.UTC), Label: "VOI",
	}
	for i, m := range masks {
		w.Segments = append(w.Segments, seg.Outline{Segment: seg.Segment{Label: names[i], Algorithm: "MANUAL"}, Mask: m})
	}
	return seg.Write(path, w)
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

// items encodes the items of a sequence.
func items(values ...string) string {
	s := ""
	for _, v := range values {
		s += element(0xFFFEE000, v)
	}
	return s
}

// writeRTSTRUCT writes a structure set of boxes drawn round the centres of
// voxels, and of one point.
func writeRTSTRUCT(path string, g volume.Grid, names []string, boxes ...[2][3]int) error {
	var regions, outlines []string
	for i, b := range boxes {
		number := fmt.Sprint(i + 1)
		regions = append(regions, element(0x30060022, number)+element(0x30060026, names[i]))
		var contours []string
		for z := b[0][2]; z < b[1][2]; z++ {
			var text []string
			for _, corner := range [][2]int{{0, 0}, {1, 0}, {1, 1}, {0, 1}} {
				p := g.Point(float64(b[corner[0]][0])-0.5, float64(b[corner[1]][1])-0.5, float64(z))
				text = append(text, fmt.Sprintf(`%g\%g\%g`, p[0], p[1], p[2]))
			}
			contours = append(contours, element(0x30060042, "CLOSED_PLANAR")+element(0x30060046, "4")+element(0x30060050, strings.Join(text, `\`)))
		}
		outlines = append(outlines, element(0x30060040, items(contours...))+element(0x30060084, number))
	}
	last := fmt.Sprint(len(boxes) + 1)
	regions = append(regions, element(0x30060022, last)+element(0x30060026, "isocentre"))
	outlines = append(outlines, element(0x30060040, items(element(0x30060042, "POINT")+element(0x30060046, "1")+element(0x30060050, `0\0\0`)))+element(0x30060084, last))
	meta := "\x02\x00\x10\x00UI\x12\x00" + "1.2.840.10008.1.2\x00"
	file := strings.Repeat("\x00", 128) + "DICM" + meta + element(0x00080016, "1.2.840.10008.5.1.4.1.1.481.3\x00") + element(0x30060020, items(regions...)) + element(0x30060039, items(outlines...)) + element(0x30060080, "")
	return os.WriteFile(path, []byte(file), 0o644)
}

// writeSlicer writes the parts as 3D Slicer does: the layers cut to what they
// hold, here slices 1 and 2.
func writeSlicer(path string, g volume.Grid, tumour, necrosis *volume.Mask) error {
	var data []byte
	for z := 1; z < 3; z++ {
		for y := range g.Size[1] {
			for x := range g.Size[0] {
				for _, m := range []*volume.Mask{tumour, necrosis} {
					v := byte(0)
					if m.At(x, y, z) {
						v = 1
					}
					data = append(data, v)
				}
			}
		}
	}
	o := g.Point(0, 0, 1)
	head := fmt.Sprintf(`NRRD0004
type: unsigned char
dimension: 4
space: left-posterior-superior
sizes: 2 %d %d 2
space directions: none (%g,0,0) (0,%g,0) (0,0,%g)
kinds: list domain domain domain
encoding: raw
space origin: (%g,%g,%g)
Segment0_ID:=Segment_1
Segment0_Name:=tumour
Segment0_LabelValue:=1
Segment0_Layer:=0
Segment1_ID:=Segment_2
Segment1_Name:=necrosis
Segment1_LabelValue:=1
Segment1_Layer:=1

`, g.Size[0], g.Size[1], g.Spacing[0], g.Spacing[1], g.Spacing[2], o[0], o[1], o[2])
	return os.WriteFile(path, append([]byte(head), data...), 0o644)
}

// writeLabels writes the parts as a label map: 1 the tumour, 2 what is necrosis.
func labelMap(g volume.Grid, tumour, necrosis *volume.Mask) *volume.Image {
	img := volume.NewImage(g)
	for i := range img.Data {
		if tumour.Data[i] {
			img.Data[i] = 1
		}
		if necrosis.Data[i] {
			img.Data[i] = 2
		}
	}
	return img
}

func try(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func union(a, b *volume.Mask) []bool {
	out := slices.Clone(a.Data)
	for i, in := range b.Data {
		out[i] = out[i] || in
	}
	return out
}

func ExampleLoad() {
	dir, err := os.MkdirTemp("", "voi")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	g := grid(8, 8, 4)
	tumour, necrosis := parts(g)
	path := filepath.Join(dir, "voi.dcm")
	if err := writeSEG(path, []string{"tumour", "necrosis"}, tumour, necrosis); err != nil {
		log.Fatal(err)
	}
	res, err := voi.Load(path, g)
	fmt.Println(res.Format, res.Mask.Count(), res.Warnings, err)
	res, err = voi.Load(path, g, voi.Name("Tumour"))
	fmt.Println(res.Format, res.Mask.Count(), res.Warnings, err)
	// Output:
	// DICOM SEG 17 [2 regions were taken together: tumour, necrosis] <nil>
	// DICOM SEG 12 [] <nil>
}

func ExampleRegions() {
	dir, err := os.MkdirTemp("", "voi")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "voi.nii.gz")
	tumour, necrosis := parts(grid(8, 8, 4))
	if err := nifti.WriteImage(path, labelMap(tumour.Grid, tumour, necrosis)); err != nil {
		log.Fatal(err)
	}
	regions, err := voi.Regions(path)
	for _, r := range regions {
		fmt.Println(r.Number, r.Name, r.Voxels)
	}
	fmt.Println(err)
	// Output:
	// 1 label 1 11
	// 2 label 2 6
	// <nil>
}

// TestEveryFormat reads the same two regions from every format, whatever the
// file is called.
func TestEveryFormat(t *testing.T) {
	g := grid(8, 7, 5)
	tumour, necrosis := parts(g)
	overlapping := map[string]bool{"DICOM SEG": true, "RTSTRUCT": true, "NRRD of 3D Slicer": true}
	for name, c := range map[string]struct {
		format, file string
		write        func(path string) error
		names        []string
	}{
		"NIfTI":             {"NIfTI", "voi.bin", func(path string) error { return nifti.WriteImage(path, labelMap(g, tumour, necrosis)) }, []string{"label 1", "label 2"}},
		"NIfTI, compressed": {"NIfTI", "voi.nii.gz", func(path string) error { return nifti.WriteImage(path, labelMap(g, tumour, necrosis)) }, []string{"label 1", "label 2"}},
		"NRRD":              {"NRRD", "voi.nii", func(path string) error { return nrrd.WriteImage(path, labelMap(g, tumour, necrosis), nrrd.Raw) }, []string{"label 1", "label 2"}},
		"NRRD of 3D Slicer": {"NRRD", "voi.seg.nrrd", func(path string) error { return writeSlicer(path, g, tumour, necrosis) }, []string{"tumour", "necrosis"}},
		"DICOM SEG":         {"DICOM SEG", "1.2.3", func(path string) error { return writeSEG(path, []string{"tumour", "necrosis"}, tumour, necrosis) }, []string{"tumour", "necrosis"}},
		"RTSTRUCT": {"RTSTRUCT", "RS", func(path string) error {
			return writeRTSTRUCT(path, g, []string{"tumour", "necrosis"}, [2][3]int{{2, 2, 1}, {5, 4, 3}}, [2][3]int{{4, 3, 2}, {6, 6, 3}})
		}, []string{"tumour", "necrosis"}},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			path := filepath.Join(dir, c.file)
			try(t, c.write(path))
			first := slices.Clone(tumour.Data)
			if !overlapping[name] { // a label map holds one label a voxel
				for i, in := range necrosis.Data {
					first[i] = first[i] && !in
				}
			}
			check := func(what string, want []bool, regions int, path string, opts ...voi.Option) {
				t.Helper()
				res, err := voi.Load(path, g, opts...)
				if err != nil {
					t.Fatalf("%s: %v", what, err)
				}
				if !slices.Equal(res.Mask.Data, want) || res.Mask.Grid != g || res.Format != c.format || len(res.Regions) != regions {
					t.Errorf("%s: %s, %d voxels, regions %v", what, res.Format, res.Mask.Count(), res.Regions)
				}
				joined := slices.ContainsFunc(res.Warnings, func(w string) bool {
					return strings.Contains(w, "2 regions were taken together: "+strings.Join(c.names, ", "))
				})
				if joined != (what == "nothing chosen") {
					t.Errorf("%s: warnings %q", what, res.Warnings)
				}
			}
			check("nothing chosen", union(tumour, necrosis), 2, path)
			check("all", union(tumour, necrosis), 2, path, voi.All())
			check("label 1", first, 1, path, voi.Label(1))
			check("label 2", necrosis.Data, 1, path, voi.Label(2))
			check("by name", necrosis.Data, 1, path, voi.Name(strings.ToUpper(c.names[1])+" "))
			check("in a folder", first, 1, dir, voi.Label(1))

			regions, err := voi.Regions(path)
			if err != nil {
				t.Fatal(err)
			}
			for i, want := range c.names {
				if regions[i].Name != want || regions[i].Number != i+1 {
					t.Errorf("region %+v, want %s", regions[i], want)
				}
			}
			if n := regions[1].Voxels; n != necrosis.Count() && (n != -1 || c.format != "RTSTRUCT") {
				t.Errorf("%d voxels, want %d", n, necrosis.Count())
			}
			if _, err := voi.Read(path, g, voi.Label(9)); !errors.Is(err, voi.ErrEmpty) || !strings.Contains(err.Error(), "there are 1, 2") || !strings.HasPrefix(err.Error(), c.file) {
				t.Errorf("label 9: %v", err)
			}
			if _, err := voi.Read(path, g, voi.Name("liver")); !errors.Is(err, voi.ErrEmpty) || !strings.Contains(err.Error(), c.names[1]) {
				t.Errorf("liver: %v", err)
			}
		})
	}
}

// TestNamesArePrintable: what a file calls a region can stand in a message.
func TestNamesArePrintable(t *testing.T) {
	g := grid(8, 7, 5)
	path := filepath.Join(t.TempDir(), "RS.dcm")
	try(t, writeRTSTRUCT(path, g, []string{"a\x1b[31mb\n" + strings.Repeat("x", 100)}, [2][3]int{{2, 2, 1}, {5, 4, 3}}))
	regions, err := voi.Regions(path)
	if err != nil || regions[0].Name != "a[31mb"+strings.Repeat("x", 58) {
		t.Errorf("%+v, %v", regions, err)
	}
}

// TestRegionsWithoutOutline: points are left out when nothing is chosen, and
// refused when they are.
func TestRegionsWithoutOutline(t *testing.T) {
	g := grid(8, 7, 5)
	path := filepath.Join(t.TempDir(), "RS.dcm")
	try(t, writeRTSTRUCT(path, g, []string{"tumour"}, [2][3]int{{2, 2, 1}, {5, 4, 3}}))
	res, err := voi.Load(path, g)
	if err != nil || res.Mask.Count() != 12 || len(res.Warnings) != 1 || !strings.Contains(res.Warnings[0], "without a closed outline was left out: isocentre") {
		t.Errorf("%v, %v", res, err)
	}
	if _, err := voi.Read(path, g, voi.Name("isocentre")); err == nil || !strings.HasPrefix(err.Error(), "RS.dcm: region 2 has 1 contours") {
		t.Errorf("isocentre: %v", err)
	}
	// A grid that holds none of the slices.
	far := g
	far.Origin[2] += 1000
	if _, err := voi.Read(path, far); err == nil || !strings.Contains(err.Error(), "beyond the last slice") || !strings.HasPrefix(err.Error(), "RS.dcm: ") {
		t.Errorf("far: %v", err)
	}
}

func TestFolders(t *testing.T) {
	g := grid(8, 8, 4)
	tumour, necrosis := parts(g)
	label := func(path string) error { return nifti.WriteMask(path, tumour) }
	for name, c := range map[string]struct {
		files  map[string]func(path string) error
		voxels int
		err    error
		says   string
	}{
		"empty": {nil, 0, voi.ErrFiles, "no file of outlines"},
		"text only": {map[string]func(string) error{"a.txt": func(path string) error {
			return os.WriteFile(path, []byte("no outline, but long enough to hold a header of DICOM: "+strings.Repeat("x", 200)), 0o644)
		}}, 0, voi.ErrFiles, "no file of outlines"},
		"one and a note": {map[string]func(string) error{"a.nii": label, "b.txt": func(path string) error { return os.WriteFile(path, nil, 0o644) }, ".c.nii": label}, 12, nil, ""},
		"two":            {map[string]func(string) error{"a.nii": label, "b.nii": label}, 0, voi.ErrFiles, "2 files of outlines, one of them NIfTI"},
		"two of SEG": {map[string]func(string) error{
			"a.dcm": func(path string) error { return writeSEG(path, []string{"tumour"}, tumour) },
			"b.dcm": func(path string) error { return writeSEG(path, []string{"necrosis"}, necrosis) },
		}, 17, nil, ""},
		"SEG and a label map": {map[string]func(string) error{
			"a.dcm": func(path string) error { return writeSEG(path, []string{"tumour"}, tumour) },
			"b.nii": label,
		}, 0, voi.ErrFiles, "one of them NIfTI"},
		"damaged": {map[string]func(string) error{"a.nii": func(path string) error {
			try(t, label(path))
			b, err := os.ReadFile(path)
			try(t, err)
			return os.WriteFile(path, b[:len(b)-3], 0o644)
		}}, 0, nifti.ErrDamaged, "a.nii: "},
	} {
		dir := t.TempDir()
		for file, write := range c.files {
			try(t, write(filepath.Join(dir, file)))
		}
		m, err := voi.Read(dir, g)
		if !errors.Is(err, c.err) || err != nil && !strings.Contains(err.Error(), c.says) || err == nil && m.Count() != c.voxels {
			t.Errorf("%s: %v", name, err)
		}
	}
	dir := t.TempDir()
	try(t, writeSEG(filepath.Join(dir, "a.dcm"), []string{"tumour"}, tumour))
	try(t, writeSEG(filepath.Join(dir, "b.dcm"), []string{"necrosis"}, necrosis))
	regions, err := voi.Regions(dir)
	if err != nil || len(regions) != 2 || regions[0].Name != "tumour" || regions[1].Voxels != 6 {
		t.Errorf("%v, %v", regions, err)
	}
	if m, err := voi.Read(dir, g, voi.Name("necrosis")); err != nil || m.Count() != 6 {
		t.Errorf("by name: %v", err)
	}
}

func TestNoFileOfOutlines(t *testing.T) {
	g := grid(8, 8, 4)
	path := filepath.Join(t.TempDir(), "voi.nii")
	try(t, os.WriteFile(path, []byte("<html>not found</html>"+strings.Repeat(" ", 500)), 0o644))
	if _, err := voi.Read(path, g); !errors.Is(err, voi.ErrFiles) || !strings.HasPrefix(err.Error(), "voi.nii: ") {
		t.Errorf("text: %v", err)
	}
	// An image instead of its outline.
	img := volume.NewImage(grid(20, 20, 2))
	for i := range img.Data {
		img.Data[i] = float64(i)
	}
	try(t, nifti.WriteImage(path, img))
	if _, err := voi.Read(path, img.Grid); !errors.Is(err, voi.ErrLabels) || !strings.Contains(err.Error(), "256") {
		t.Errorf("image: %v", err)
	}
	// A DICOM image.
	dir := t.TempDir()
	try(t, mri.WriteSeries(dir, mri.Writing{
		StudyUID: mri.UID(1), SeriesUID: mri.UID(2), FrameOfReferenceUID: mri.UID(3), PatientID: "SIM-0001", Description: "t1",
		TimePoints: []mri.TimePoint{{Image: volume.NewImage(grid(4, 4, 1)), Slope: 1}},
	}))
	if _, err := voi.Read(filepath.Join(dir, "IM00001.dcm"), g); !errors.Is(err, voi.ErrFiles) || !strings.Contains(err.Error(), "MR Image Storage, and no segmentation") {
		t.Errorf("MR image: %v", err)
	}
}

// TestOtherFrameOfReference warns of outlines whose numbers fit, but that state
// other coordinates than the image.
func TestOtherFrameOfReference(t *testing.T) {
	g := grid(8, 7, 5)
	tumour, _ := parts(g)
	path := filepath.Join(t.TempDir(), "a")
	try(t, writeSEG(path, []string{"tumour"}, tumour))
	for uid, want := range map[string]bool{"": false, mri.UID(1, "frame"): false, mri.UID(1, "another"): true} {
		res, err := voi.Load(path, g, voi.InFrame(uid))
		try(t, err)
		if warned := strings.Contains(strings.Join(res.Warnings, " "), "another frame of reference"); warned != want || strings.Contains(strings.Join(res.Warnings, " "), "2.25") {
			t.Errorf("frame %q: warnings %q", uid, res.Warnings)
		}
	}
}
