package deidentify

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"hcclab/hccp53/internal/hostile"
	"hcclab/hccp53/internal/peer"
	"hcclab/hccp53/internal/reference"
	"hcclab/hccp53/mri/internal/dcm"
)

// parses reports whether a file is DICOM and whole.
func parses(b []byte) bool {
	_, err := dcm.Parse(b)
	return err == nil
}

// identifiers returns what identifies in a file: names, numbers, dates and
// UIDs, from all its levels.
func identifiers(f *dcm.File) map[string]bool {
	all := map[string]bool{}
	f.Walk(func(_ []dcm.Tag, d *dcm.DataSet) {
		for _, e := range d.Elements() {
			r, listed := profile[e.Tag]
			vr := e.VR()
			switch {
			case vr == "DA", vr == "PN", e.Tag == dcm.PatientID:
			case vr == "UI" && listed:
			case vr == "LO" && listed && r.action != clean:
			default:
				continue
			}
			for value := range strings.SplitSeq(string(e.Value), `\`) {
				// A name of a few letters is found in other words by chance.
				if value = strings.Trim(value, " \x00"); len(value) >= 6 && !makers[strings.ToLower(value)] && !(vr == "UI" && wellKnown(value, true)) {
					all[value] = true
				}
			}
		}
	})
	return all
}

// pixels returns the bytes of all pixels of a file.
func pixels(f *dcm.File) []byte {
	var all []byte
	for _, tag := range []dcm.Tag{dcm.PixelData, dcm.FloatPixelData, dcm.DoubleFloatPixelData} {
		if e := f.Find(tag); e != nil {
			all = append(append(all, e.Value...), bytes.Join(e.Fragments, []byte{0})...)
			if len(e.Value)%2 == 1 { // in some odd files
				all = append(all, 0)
			}
		}
	}
	return all
}

// dates returns the dates of a file that are kept, in the order of its elements.
func dates(f *dcm.File) (all []time.Time) {
	for _, tag := range []dcm.Tag{dcm.StudyDate, dcm.SeriesDate, dcm.AcquisitionDate, dcm.ContentDate} {
		if day, err := time.Parse(dateForm, f.Text(tag)); err == nil {
			all = append(all, day)
		}
	}
	return all
}

// TestReferenceFiles de-identifies every reference file that is accepted, or
// would be after a look at its pixels: nothing that identifies is in the output,
// the pixels and what describes them are the same, intervals stay.
func TestReferenceFiles(t *testing.T) {
	all := reference.Files(t, "dicom", parses)
	d := deidentifier(t, func(s *Settings) { s.PixelsChecked = true })
	out := t.TempDir()
	refused := map[string]int{}
	made := 0
	for _, file := range all {
		name, b := file.Name, file.Bytes(t)
		before, err := dcm.Parse(b)
		if err != nil {
			t.Fatal(err)
		}
		result, err := d.File(b, "SUBJ-0001")
		if err != nil {
			if !errors.Is(err, ErrContent) && !errors.Is(err, ErrBurnedIn) && !errors.Is(err, ErrIncomplete) {
				t.Errorf("%s: %v", name, err)
			}
			refused[reason(err)]++
			continue
		}
		made++
		after, err := dcm.Parse(result.Bytes)
		if err != nil {
			t.Errorf("%s: the output cannot be read: %v", name, err)
			continue
		}
		compare(t, name, before, after)
		// Bytes of pixels may be anything; look at all that is not pixels.
		text := bytes.Replace(result.Bytes, pixels(after), nil, 1)
		for id := range identifiers(before) {
			if bytes.Contains(text, []byte(id)) && !chance(id, after) {
				t.Errorf("%s: something that identifies is in the output (%d bytes)", name, len(id))
			}
		}
		if again, err := d.File(b, "SUBJ-0001"); err != nil || !bytes.Equal(again.Bytes, result.Bytes) {
			t.Errorf("%s: not the same bytes again", name)
		}
		if err := os.WriteFile(filepath.Join(out, result.Instance+".dcm"), result.Bytes, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if made == 0 {
		t.Fatal("no reference file was de-identified")
	}
	t.Logf("%d files de-identified; refused: %v", made, refused)
	t.Run("pydicom", func(t *testing.T) { readByPydicom(t, out) })
}

// chance reports whether a date of before is one of after by chance: the shift
// of one date meets another.
func chance(id string, after *dcm.File) bool {
	hit := false
	after.Walk(func(_ []dcm.Tag, d *dcm.DataSet) {
		for _, e := range d.Elements() {
			hit = hit || e.VR() == "DA" && strings.Contains(string(e.Value), id)
		}
	})
	return hit
}

// compare checks that pixels, geometry, scaling and times are those of before.
func compare(t *testing.T, name string, before, after *dcm.File) {
	t.Helper()
	if !bytes.Equal(pixels(before), pixels(after)) && before.Syntax != dcm.ExplicitBig {
		t.Errorf("%s: other pixels", name)
	}
	if dcm.Encapsulated(before.Syntax) && before.Syntax != after.Syntax {
		t.Errorf("%s: transfer syntax %s", name, after.Syntax)
	}
	for _, tag := range []dcm.Tag{
		dcm.NumberOfFrames, dcm.PhotometricInterpretation, dcm.ImagePositionPatient, dcm.ImageOrientationPatient, dcm.PixelSpacing, dcm.SliceThickness,
		dcm.RescaleSlope, dcm.RescaleIntercept, dcm.EchoTime, dcm.RepetitionTime, dcm.FlipAngle, dcm.TriggerTime, dcm.TemporalPositionIdentifier,
		dcm.AcquisitionTime, dcm.ContentTime, dcm.ContrastBolusStartTime, dcm.InstanceNumber, dcm.SeriesNumber, dcm.AcquisitionNumber,
	} {
		if a, b := before.Text(tag), after.Text(tag); a != b && validText(before.Find(tag).VR(), a) {
			t.Errorf("%s: %s is %q, was %q", name, tag.Keyword(), b, a)
		}
	}
	for _, tag := range []dcm.Tag{
		dcm.Rows, dcm.Columns, dcm.BitsAllocated, dcm.BitsStored, dcm.HighBit, dcm.PixelRepresentation, dcm.SamplesPerPixel, dcm.PlanarConfiguration,
	} {
		if a, b := before.Count(tag), after.Count(tag); a != b {
			t.Errorf("%s: %s is %d, was %d", name, tag.Keyword(), b, a)
		}
	}
	if a, b := len(before.Items(dcm.PerFrameFunctionalGroupsSequence)), len(after.Items(dcm.PerFrameFunctionalGroupsSequence)); a != b {
		t.Errorf("%s: %d frames, %d before", name, b, a)
	}
	was, is := dates(before), dates(after)
	if len(was) != len(is) {
		t.Errorf("%s: %d dates, %d before", name, len(is), len(was))
		return
	}
	for i := range was {
		if is[i].Sub(was[i]) != is[0].Sub(was[0]) || !is[i].Before(was[i]) {
			t.Errorf("%s: the dates moved by different intervals", name)
		}
	}
}

// readByPydicom lets pydicom read every element of the files.
func readByPydicom(t *testing.T, dir string) {
	t.Helper()
	var n int
	peer.Ask(t, &n, `
import sys, glob, warnings, pydicom
n = 0
for name in glob.glob(sys.argv[1] + "/**/*.dcm", recursive=True):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        d = pydicom.dcmread(name)
        for e in d.iterall():
            e.value
            if e.tag.is_private and e.tag.group not in (0x2005, 0x0043):
                sys.exit(f"private element {e.tag}")
        assert d.PatientIdentityRemoved == "YES" and d.LongitudinalTemporalInformationModified == "MODIFIED"
        assert d.file_meta.MediaStorageSOPInstanceUID == d.SOPInstanceUID
        assert [c.CodeValue for c in d.DeidentificationMethodCodeSequence][0] == "113100"
    n += 1
print(n)
`, dir)
	t.Logf("pydicom read %d files", n)
}

// FuzzFile de-identifies anything that parses: no panic, and what comes out
// parses, declares itself and has no private group but those of which numbers are kept.
func FuzzFile(f *testing.F) {
	f.Add(mrFile(nil))
	f.Add(mrFile(func(d *dcm.DataSet) {
		d.SetText(0x00091010, "LO", "private")
		d.SetItems(0x00081140, dcm.NewDataSet())
		d.SetText(dcm.SeriesDescription, "LO", "portal 70 s of Doe")
		d.SetFragments(nil, []byte{1, 2})
	}))
	reference.Seeds(f, 64<<10, parses)
	d, err := New(Settings{Salt: salt, PixelsChecked: true})
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		var made *Made
		var err error
		hostile.Harmless(t, "input", len(b), func() { made, err = d.File(b, "SUBJ-0001") })
		if err != nil {
			return
		}
		after, err := dcm.Parse(made.Bytes)
		if err != nil {
			t.Fatal(err)
		}
		after.Walk(func(_ []dcm.Tag, d *dcm.DataSet) {
			for _, e := range d.Elements() {
				if e.Tag.Private() && e.Tag>>16 != 0x2005 && e.Tag>>16 != 0x0043 {
					t.Errorf("private element %s", e.Tag)
				}
			}
		})
		if after.Text(tagIdentityRemoved) != "YES" || after.Text(dcm.PatientID) != "SUBJ-0001" {
			t.Error("not declared")
		}
	})
}
