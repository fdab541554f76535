package seg

import (
	"bytes"
	"errors"
	"math"
	"slices"
	"testing"

	"hcclab/hccp53/conformance"
	"hcclab/hccp53/internal/reference"
	"hcclab/hccp53/mri/internal/dcm"
	"hcclab/hccp53/volume"
	"hcclab/hccp53/volume/nrrd"
)

// segmentations returns the segmentations that have facts.
func segmentations(t testing.TB) []reference.Judged {
	t.Helper()
	return reference.Facts(t, func(_ string, f conformance.Fact) bool {
		return f.Text("sop_class") == segStorage || f.Text("sop_class") == labelMapStorage
	})
}

// holdsSegments reports whether a file is a segmentation.
func holdsSegments(b []byte) bool {
	f, err := dcm.Parse(b)
	return err == nil && (f.Class() == segStorage || f.Class() == labelMapStorage)
}

// TestReferenceFacts compares the segments with the facts. Package
// conformance/images judges the stored pixels.
func TestReferenceFacts(t *testing.T) {
	read, listed, refused := 0, 0, 0
	for _, file := range segmentations(t) {
		name := file.Name
		var want struct {
			Segments []struct {
				Label  string
				Number int
			}
			Stored *struct{ Shape []int } `json:"stored_pixels"`
		}
		if err := file.Fact.Decode(&want); err != nil {
			t.Fatal(err)
		}
		s, err := Read(file.Path)
		switch {
		case want.Stored == nil:
			if err == nil {
				t.Errorf("%s: pydicom cannot decode it", name)
			}
			refused++
			continue
		case len(want.Stored.Shape) == 2 && errors.Is(err, ErrMissing):
			// A file of one frame that describes more.
			t.Logf("%s: %v", name, err)
			refused++
			continue
		case err != nil:
			t.Errorf("%s: %v", name, err)
			continue
		}
		if len(s.Segments) != len(want.Segments) {
			t.Errorf("%s: %d segments, want %d", name, len(s.Segments), len(want.Segments))
			continue
		}
		for i, w := range want.Segments {
			if s.Segments[i].Number != w.Number || s.Segments[i].Label != w.Label {
				t.Errorf("%s: segment %+v, want %+v", name, s.Segments[i], w)
			}
		}
		if s.Readable() != nil {
			t.Logf("%s: %v", name, s.Readable())
			listed++
			continue
		}
		read++
		for _, segment := range s.Segments {
			own, err := s.Mask(segment.Number)
			if err != nil {
				t.Errorf("%s: %v", name, err)
				continue
			}
			if on, err := s.MaskOn(segment.Number, s.Grid); err != nil || !slices.Equal(on.Data, own.Data) {
				t.Errorf("%s: other voxels on its own grid (%v)", name, err)
			}
		}
	}
	t.Logf("%d read as volumes, %d listed only, %d refused", read, listed, refused)
	if read == 0 || listed == 0 {
		t.Error("not every kind was found")
	}
}

// TestReferenceMasks lets pydicom place the frames of each file and compares
// every voxel.
func TestReferenceMasks(t *testing.T) {
	voxels := 0
	for _, file := range segmentations(t) {
		s, err := Read(file.Path)
		if err != nil || s.Readable() != nil {
			continue // TestReferenceFacts has judged it
		}
		var got struct {
			Max    int
			Frames []pyFrame
		}
		ask(t, &got, `
d = pydicom.dcmread(sys.argv[1])
print(json.dumps({"max": int(d.get("MaximumFractionalValue", 1)), "frames": frames(d)}))
`, file.Path)
		for _, segment := range s.Segments {
			m, err := s.Mask(segment.Number)
			if err != nil {
				t.Fatal(err)
			}
			want := volume.NewMask(m.Grid)
			for _, f := range got.Frames {
				if f.Segment != 0 && f.Segment != segment.Number {
					continue
				}
				for j, digit := range []rune(f.Pixels) {
					v := int(digit) - '0'
					in := 2*v >= got.Max
					if f.Segment == 0 {
						in = v == segment.Number
					}
					if !in {
						continue
					}
					// The equation of PS3.3, C.7.6.2.1.1.
					var p [3]float64
					x, y := float64(j%s.Columns)*f.Spacing[1], float64(j/s.Columns)*f.Spacing[0]
					for k := range p {
						p[k] = f.Position[k] + x*f.Orientation[k] + y*f.Orientation[3+k]
					}
					q := m.Locate(p)
					i := m.Index(int(math.Round(q[0])), int(math.Round(q[1])), int(math.Round(q[2])))
					want.Data[i] = true
					voxels++
				}
			}
			if !slices.Equal(m.Data, want.Data) {
				t.Errorf("%s: segment %d differs from what pydicom finds", file.Name, segment.Number)
			}
		}
	}
	t.Logf("%d voxels compared", voxels)
	if voxels == 0 {
		t.Error("no voxel was compared")
	}
}

// TestReferenceTwins looks for label maps (NRRD) on the grid of a segmentation.
// One segmentation of that grid must have the voxels of each label in the
// segment of that number.
func TestReferenceTwins(t *testing.T) {
	var all []*Segmentation
	for _, file := range segmentations(t) {
		if s, err := Read(file.Path); err == nil && s.Readable() == nil {
			all = append(all, s)
		}
	}
	twins, voxels := 0, 0
labelMaps:
	for _, file := range reference.Files(t, "dicom", func(b []byte) bool { return bytes.HasPrefix(b, []byte("NRRD")) }) {
		labels, err := nrrd.ReadSegmentation(file.Path)
		if err != nil {
			continue // an image
		}
		candidates := 0
		for _, s := range all {
			if !s.Grid.Equal(labels.Grid) {
				continue
			}
			candidates++
			equal, n := true, 0
			for i, l := range labels.Segments {
				want := labels.Mask(i)
				got, err := s.Mask(l.Label)
				equal = equal && err == nil && slices.Equal(got.Data, want.Data)
				n += want.Count()
			}
			if equal {
				twins++
				voxels += n
				continue labelMaps
			}
		}
		if candidates > 0 {
			t.Errorf("%s: %d segmentations on its grid, none of them equal", file.Name, candidates)
		}
	}
	if twins == 0 {
		t.Error("no label map has the grid of a segmentation")
	}
	t.Logf("%d label maps equal, %d voxels", twins, voxels)
}
