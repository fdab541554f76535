package pixel

import (
	"bytes"
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"hcclab/hccp53/mri/internal/dcm"
	"hcclab/hccp53/mri/internal/pixel/gdcm"
	"hcclab/hccp53/volume/voxel"
)

// child skips a test of the child process, loudly, where its program is not.
func child(t testing.TB) {
	t.Helper()
	if err := gdcm.Available(); err != nil {
		t.Skipf("ATTENTION: not tested: %v", err)
	}
}

// testFile parses a file of testdata (see testdata/make.py).
func testFile(t testing.TB, name string) *dcm.File {
	t.Helper()
	b, err := os.ReadFile("testdata/" + name + ".dcm")
	if err != nil {
		t.Fatal(err)
	}
	f, err := dcm.Parse(b)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

var childFiles = []string{"jls-unsigned", "jls-colour", "j2k-unsigned", "j2k-colour", "j2k-signed"}

func TestChildDecodes(t *testing.T) {
	child(t)
	for _, name := range childFiles {
		s, err := Of(testFile(t, name))
		if err != nil {
			t.Fatal(err)
		}
		want, err := os.ReadFile("testdata/" + name + ".raw")
		if err != nil {
			t.Fatal(err)
		}
		got, err := s.All(context.Background())
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if !bytes.Equal(got.Bytes, want) || got.DType == voxel.Int16 != (name == "j2k-signed") {
			t.Errorf("%s: %s %v differs from what was compressed", name, got.DType, got.Shape)
		}
	}
}

// TestSignOfTheHeaderCounts reads signed samples that the codestream calls
// unsigned, and the other way round.
func TestSignOfTheHeaderCounts(t *testing.T) {
	child(t)
	for _, name := range []string{"j2k-signed", "j2k-unsigned", "jls-unsigned"} {
		f := testFile(t, name)
		s, err := Of(f)
		if err != nil {
			t.Fatal(err)
		}
		want, err := s.Frame(context.Background(), 0)
		if err != nil {
			t.Fatal(err)
		}
		other := s.Encoded
		other.Signed = !other.Signed
		s, err = New(other)
		if err != nil {
			t.Fatal(err)
		}
		got, err := s.Frame(context.Background(), 0)
		if err != nil {
			t.Fatal(err)
		}
		a, b := make([]float64, want.Len()), make([]float64, got.Len())
		want.Float64s(a, 1, 0)
		got.Float64s(b, 1, 0)
		for i := range a {
			if v := int(a[i]) - int(b[i]); v != 0 && v != 4096 && v != -4096 || (b[i] < 0) != (other.Signed && b[i] != a[i]) {
				t.Fatalf("%s: %v read the other way is %v", name, a[i], b[i])
			}
		}
	}
}

func TestChildIsGivenWholeCodestreamsOnly(t *testing.T) {
	t.Setenv("PATH", t.TempDir()) // whoever starts a child gets another error
	for _, name := range childFiles {
		s, err := Of(testFile(t, name))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.All(context.Background()); !errors.Is(err, ErrCodec) || !errors.Is(err, gdcm.ErrMissing) || !strings.Contains(err.Error(), "libgdcm-tools") {
			t.Fatalf("%s without the program: %v", name, err)
		}
		last := len(s.Fragments) - 1
		b := bytes.TrimRight(s.Fragments[last], "\x00")
		for n := range b {
			e := s.Encoded
			e.Fragments = slices.Clone(e.Fragments)
			e.Fragments[last], e.Basic = b[:n], nil
			cut, err := New(e)
			if err == nil {
				_, err = cut.All(context.Background())
			}
			if !errors.Is(err, dcm.ErrDamaged) {
				t.Fatalf("%s, cut after %d of %d bytes: %v", name, n, len(b), err)
			}
		}
	}
}

func TestHeaderAndCodestreamMustAgree(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	for _, name := range childFiles {
		for what, change := range map[string]func(f *Format){
			"rows":    func(f *Format) { f.Rows++ },
			"columns": func(f *Format) { f.Columns-- },
			"samples": func(f *Format) { f.Samples, f.Photometric = 4-f.Samples, "" },
			"bits":    func(f *Format) { f.BitsAllocated, f.BitsStored, f.HighBit = 8, 8, 7 },
		} {
			if what == "bits" && strings.Contains(name, "colour") {
				continue
			}
			s, err := Of(testFile(t, name))
			if err != nil {
				t.Fatal(err)
			}
			change(&s.Format)
			if _, err := s.Frame(context.Background(), 0); !errors.Is(err, dcm.ErrDamaged) {
				t.Errorf("%s with other %s: %v", name, what, err)
			}
		}
	}
}

// impostor puts a script in the place of the program.
func impostor(t *testing.T, script string) {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("needs /bin/sh")
	}
	bin := t.TempDir()
	if err := os.WriteFile(filepath.Join(bin, gdcm.Program), []byte("#!/bin/sh\n"+script+"\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", bin)
}

func TestWhatTheChildWritesIsChecked(t *testing.T) {
	for name, script := range map[string]string{
		"the same, compressed": "/bin/cp in.dcm out.dcm",
		"no DICOM":             "echo hello > out.dcm",
		"nothing":              "",
		"an error":             "exit 3",
	} {
		impostor(t, script)
		s, err := Of(testFile(t, "j2k-unsigned"))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.Frame(context.Background(), 1); !errors.Is(err, ErrCodec) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestChildSeesNothingOfThePatient looks at the file that the child is given.
func TestChildSeesNothingOfThePatient(t *testing.T) {
	seen := filepath.Join(t.TempDir(), "seen")
	impostor(t, "/bin/cp in.dcm "+seen)
	f := testFile(t, "jls-unsigned")
	f.SetText(dcm.PatientName, "PN", "Doe^Jane")
	f.SetText(dcm.StudyInstanceUID, "UI", "1.2.3.4")
	s, err := Of(f)
	if err != nil {
		t.Fatal(err)
	}
	_, _ = s.Frame(context.Background(), 0)
	b, err := os.ReadFile(seen)
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(b, []byte("Jane")) || bytes.Contains(b, []byte("1.2.3.4")) {
		t.Error("the file for the child names the patient")
	}
	small, err := dcm.Parse(b)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range small.Elements() {
		if g := e.Tag >> 16; g != 0x0008 && g != 0x0028 && g != 0x7FE0 {
			t.Errorf("the file for the child holds %s", e.Tag)
		}
	}
}

// counting puts a script in the place of the program that runs it and counts.
func counting(t *testing.T) (runs func() int) {
	t.Helper()
	child(t)
	program, err := exec.LookPath(gdcm.Program)
	if err != nil {
		t.Fatal(err)
	}
	count := filepath.Join(t.TempDir(), "count")
	impostor(t, "echo run >> "+count+"; exec "+program+` "$@"`)
	return func() int {
		b, _ := os.ReadFile(count)
		return bytes.Count(b, []byte("run"))
	}
}

func TestOneChildForAllFrames(t *testing.T) {
	runs := counting(t)
	s, err := Of(testFile(t, "j2k-unsigned"))
	if err != nil {
		t.Fatal(err)
	}
	for i := range s.Frames {
		if _, err := s.Frame(context.Background(), i); err != nil {
			t.Fatal(err)
		}
	}
	if runs() != 1 {
		t.Errorf("the program ran %d times for %d frames", runs(), s.Frames)
	}
}

// TestTogetherIsOneByOne decodes files of several kinds, among them a spoilt
// one, together and one by one: the pixels and the errors must be the same.
func TestTogetherIsOneByOne(t *testing.T) {
	runs := counting(t)
	build := func() (all []*Source) {
		for i := range 12 {
			s, err := Of(testFile(t, childFiles[i%3])) // two kinds grey, one colour
			if err != nil {
				t.Fatal(err)
			}
			all = append(all, s)
		}
		e := all[2].Encoded // JPEG 2000, cut
		e.Fragments, e.Basic = [][]byte{e.Fragments[0], e.Fragments[1][:100]}, nil
		spoilt, err := New(e)
		if err != nil {
			t.Fatal(err)
		}
		native, err := Of(image())
		if err != nil {
			t.Fatal(err)
		}
		return append(all, spoilt, native)
	}
	together, single := build(), build()
	Together(context.Background(), together)
	if n := runs(); n > 3*runtime.GOMAXPROCS(0) {
		t.Errorf("the program ran %d times for 3 kinds of file", n)
	}
	for i := range together {
		got, err := together[i].All(context.Background())
		want, wrong := single[i].All(context.Background())
		if !bytes.Equal(got.Bytes, want.Bytes) || (err == nil) != (wrong == nil) {
			t.Errorf("file %d: together and alone differ: %v, %v", i, err, wrong)
		}
		if spoilt := i == 12; spoilt != errors.Is(err, dcm.ErrDamaged) {
			t.Errorf("file %d: %v", i, err)
		}
	}
}
