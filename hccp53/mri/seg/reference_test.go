package seg

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"math"
	"os"
	"path/filepath"
	"slices"
	"sort"
	"testing"

	"hcclab/hccp53/volume"
	"hcclab/hccp53/volume/nrrd"
)

// fact is what dicom/facts.json says about a segmentation.
type fact struct {
	SOPClass string `json:"sop_class"`
	Segments []struct {
		Label  string `json:"label"`
		Number int    `json:"number"`
	} `json:"segments"`
	Stored *struct {
		DType  string `json:"dtype"`
		SHA256 string `json:"sha256_le"`
		Shape  []int  `json:"shape"`
	} `json:"stored_pixels"`
}

// reference returns the segmentations of the reference set by their paths.
func reference(t testing.TB) map[string]fact {
	ref := os.Getenv("HCCP53_REFERENCE")
	if ref == "" {
		t.Skip("HCCP53_REFERENCE is not set: reference segmentations not read")
	}
	root := filepath.Join(ref, "dicom")
	b, err := os.ReadFile(filepath.Join(root, "facts.json"))
	if err != nil {
		t.Fatal(err)
	}
	var all map[string]struct{ Files map[string]fact }
	if err := json.Unmarshal(bytes.ReplaceAll(b, []byte(": NaN"), []byte(": null")), &all); err != nil {
		t.Fatal(err)
	}
	found := map[string]fact{}
	for group, g := range all {
		for name, f := range g.Files {
			if f.SOPClass == segStorage || f.SOPClass == labelMapStorage {
				found[filepath.Join(root, filepath.FromSlash(group), name)] = f
			}
		}
	}
	if len(found) == 0 {
		t.Fatal("the reference holds no segmentation")
	}
	return found
}

func sorted(m map[string]fact) (names []string) {
	for name := range m {
		names = append(names, name)
	}
	sort.Strings(names)
	return names
}

// TestReferenceFacts compares segments and stored pixels with the facts.
func TestReferenceFacts(t *testing.T) {
	all := reference(t)
	read, listed, refused := 0, 0, 0
	for _, path := range sorted(all) {
		want, name := all[path], filepath.Base(path)
		s, err := Read(path)
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
		sum := sha256.New()
		for i := range s.Frames {
			frame, err := s.source.Frame(context.Background(), i)
			if err != nil {
				t.Fatal(err)
			}
			sum.Write(frame.Bytes)
		}
		if got := hex.EncodeToString(sum.Sum(nil)); got != want.Stored.SHA256 {
			t.Errorf("%s: stored pixels %s, want %s", name, got, want.Stored.SHA256)
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
	all := reference(t)
	voxels := 0
	for _, path := range sorted(all) {
		s, err := Read(path)
		if err != nil || s.Readable() != nil {
			continue // TestReferenceFacts has judged it
		}
		b := ask(t, `
d = pydicom.dcmread(sys.argv[1])
print(json.dumps({"max": int(d.get("MaximumFractionalValue", 1)), "frames": frames(d)}))
`, path)
		var got struct {
			Max    int
			Frames []pyFrame
		}
		if err := json.Unmarshal(b, &got); err != nil {
			t.Fatal(err)
		}
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
				t.Errorf("%s: segment %d differs from what pydicom finds", filepath.Base(path), segment.Number)
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
	segmentations := reference(t)
	for _, path := range sorted(segmentations) {
		if s, err := Read(path); err == nil && s.Readable() == nil {
			all = append(all, s)
		}
	}
	twins, voxels := 0, 0
	err := filepath.WalkDir(filepath.Join(os.Getenv("HCCP53_REFERENCE"), "dicom"), func(path string, d os.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		labels, err := nrrd.ReadSegmentation(path)
		if err != nil {
			return nil // an image, or no NRRD
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
				return nil
			}
		}
		if candidates > 0 {
			t.Errorf("%s: %d segmentations on its grid, none of them equal", d.Name(), candidates)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if twins == 0 {
		t.Error("no label map has the grid of a segmentation")
	}
	t.Logf("%d label maps equal, %d voxels", twins, voxels)
}
