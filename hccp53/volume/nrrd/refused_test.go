package nrrd_test

import (
	"bytes"
	"compress/gzip"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"

	"hcclab/hccp53/internal/hostile"
	"hcclab/hccp53/volume/nrrd"
)

// file builds a file of 2×3×1 voxels of one byte. Each change is a line "field:
// value" that replaces the one of the same field, or is added.
func file(data string, changes ...string) []byte {
	lines := []string{
		"type: uint8", "dimension: 3", "sizes: 2 3 1", "encoding: raw", "space: LPS",
		"space directions: (1,0,0) (0,1,0) (0,0,1)", "space origin: (0,0,0)",
	}
	for _, c := range changes {
		name, value, _ := strings.Cut(c, ":")
		found := false
		for i, l := range lines {
			if strings.HasPrefix(l, name+":") {
				lines[i], found = c, true
			}
		}
		if !found {
			lines = append(lines, c)
		} else if value == " none at all" {
			for i, l := range lines {
				if l == c {
					lines[i] = "# no " + name
				}
			}
		}
	}
	return []byte("NRRD0004\n" + strings.Join(lines, "\n") + "\n\n" + data)
}

func TestRefused(t *testing.T) {
	six := "abcdef"
	for name, c := range map[string]struct {
		b   []byte
		err error
	}{
		"whole":               {file(six), nil},
		"empty":               {nil, nrrd.ErrNotNRRD},
		"text":                {bytes.Repeat([]byte("text "), 1e5), nrrd.ErrNotNRRD},
		"version":             {append([]byte("NRRD0006"), file(six)[8:]...), nrrd.ErrNotNRRD},
		"no type":             {file(six, "type: none at all"), nrrd.ErrDamaged},
		"no sizes":            {file(six, "sizes: none at all"), nrrd.ErrDamaged},
		"block":               {file(six, "type: block"), nrrd.ErrUnsupported},
		"encoding":            {file(six, "encoding: zrl"), nrrd.ErrUnsupported},
		"dimension":           {file(six, "dimension: 2"), nrrd.ErrDamaged},
		"many dimensions":     {file(six, "dimension: 17"), nrrd.ErrDamaged},
		"two axes":            {file(six, "dimension: 2", "sizes: 2 3"), nrrd.ErrUnsupported},
		"size":                {file(six, "sizes: 2 0 1"), nrrd.ErrDamaged},
		"size of words":       {file(six, "sizes: 2 x 1"), nrrd.ErrDamaged},
		"no endian":           {file(six+six, "type: short"), nrrd.ErrDamaged},
		"endian":              {file(six+six, "type: short", "endian: middle"), nrrd.ErrDamaged},
		"unknown field":       {file(six, "sizfs: 2 3 1"), nrrd.ErrDamaged},
		"field twice":         {file(six, "Sizes: 2 3 1"), nrrd.ErrDamaged},
		"key twice":           {file(six, "a:=1", "b:=1\na:=2"), nrrd.ErrDamaged},
		"neither":             {file(six, "a line"), nrrd.ErrDamaged},
		"skip":                {file(six, "byte skip: -2"), nrrd.ErrDamaged},
		"skip in gzip":        {file(six, "encoding: gzip", "byte skip: -1"), nrrd.ErrDamaged},
		"lines that are not":  {file(six, "line skip: 9"), nrrd.ErrDamaged},
		"bytes that are not":  {file(six, "byte skip: 9"), nrrd.ErrDamaged},
		"cut":                 {file("abcde"), nrrd.ErrDamaged},
		"no gzip":             {file(six, "encoding: gzip"), nrrd.ErrDamaged},
		"no bzip2":            {file(six, "encoding: bz2"), nrrd.ErrDamaged},
		"no hex":              {file("0102030405zz", "encoding: hex"), nrrd.ErrDamaged},
		"words":               {file("1 2 3 4 5 six ", "encoding: ascii"), nrrd.ErrDamaged},
		"beyond the type":     {file("1 2 3 4 5 256 ", "encoding: ascii"), nrrd.ErrDamaged},
		"last number cut":     {file("1 2 3 4 5 25", "encoding: ascii"), nrrd.ErrDamaged},
		"too few numbers":     {file("1 2 3 4 5 ", "encoding: ascii"), nrrd.ErrDamaged},
		"scanner":             {file(six, "space: scanner-xyz"), nrrd.ErrUnsupported},
		"time":                {file(six, "space: RAST"), nrrd.ErrUnsupported},
		"metres":              {file(six, `space units: "m" "m" "m"`), nrrd.ErrUnsupported},
		"millimetres":         {file(six, `space units: "mm" "mm" "mm"`), nil},
		"no origin":           {file(six, "space origin: none at all"), nrrd.ErrDamaged},
		"origin of words":     {file(six, "space origin: (0,x,0)"), nrrd.ErrDamaged},
		"infinite origin":     {file(six, "space origin: (0,inf,0)"), nrrd.ErrDamaged},
		"two directions":      {file(six, "space directions: (1,0,0) (0,1,0)"), nrrd.ErrDamaged},
		"plane":               {file(six, "space directions: (1,0) (0,1) (0,0)"), nrrd.ErrDamaged},
		"half a vector":       {file(six, "space directions: (1,0,0) (0,1,0) (0,0,1"), nrrd.ErrDamaged},
		"no length":           {file(six, "space directions: (1,0,0) (0,0,0) (0,0,1)"), nrrd.ErrDamaged},
		"plane in space":      {file(six, "space directions: (1,0,0) (0,1,0) none"), nrrd.ErrUnsupported},
		"sheared":             {file(six, "space directions: (1,0.1,0) (0,1,0) (0,0,1)"), nrrd.ErrSheared},
		"kinds":               {file(six, "kinds: domain domain"), nrrd.ErrDamaged},
		"no voxel size":       {file(six, "space directions: none at all"), nrrd.ErrDamaged},
		"spacings":            {file(six, "space directions: none at all", "spacings: 1 2"), nrrd.ErrDamaged},
		"spacing of words":    {file(six, "space directions: none at all", "spacings: 1 2 x"), nrrd.ErrDamaged},
		"centers":             {file(six, "space directions: none at all", "spacings: 1 2 3", "centers: cell"), nrrd.ErrDamaged},
		"space of two":        {file(six, "space dimension: 2"), nrrd.ErrUnsupported},
		"colour":              {file(strings.Repeat(six, 3), "dimension: 4", "sizes: 3 2 3 1", "kinds: RGB-color domain domain domain", "space directions: none (1,0,0) (0,1,0) (0,0,1)"), nrrd.ErrUnsupported},
		"complex":             {file(strings.Repeat(six, 2), "dimension: 4", "sizes: 2 2 3 1", "kinds: complex domain domain domain", "space directions: none (1,0,0) (0,1,0) (0,0,1)"), nrrd.ErrUnsupported},
		"four axes, no kinds": {file(strings.Repeat(six, 2), "dimension: 4", "sizes: 2 2 3 1", "space directions: none at all", "spacings: 1 1 1 1"), nrrd.ErrUnsupported},
		"four volumes":        {file(strings.Repeat(six, 4), "dimension: 4", "sizes: 4 2 3 1", "space directions: none (1,0,0) (0,1,0) (0,0,1)"), nrrd.ErrUnsupported},
		"one of four axes":    {file(six, "dimension: 4", "sizes: 1 2 3 1", "space directions: none (1,0,0) (0,1,0) (0,0,1)"), nil},
		"detached":            {file("", "data file: x.raw"), nrrd.ErrUnsupported},
		"header alone":        {bytes.TrimSuffix(file(""), []byte("\n")), nrrd.ErrDamaged},
		"beyond the budget":   {file(six, "sizes: 2000 2000 1"), nrrd.ErrTooLarge},
		"beyond any":          {file(six, "sizes: 9000000000000 9000000000000 9000000000000"), nrrd.ErrTooLarge},
		"beyond an integer":   {file(six, "sizes: 90000000000000000000 1 1"), nrrd.ErrDamaged},
		"endless header":      {append(file(six)[:60], bytes.Repeat([]byte("#\n"), 3<<20)...), nrrd.ErrDamaged},
	} {
		if _, err := nrrd.Decode(bytes.NewReader(c.b), 1<<20); !errors.Is(err, c.err) {
			t.Errorf("%s: %v, want %v", name, err, c.err)
		}
	}
}

// TestStreamOfUnknownLength cannot tell where the last voxels are.
func TestStreamOfUnknownLength(t *testing.T) {
	b := file("of any lengthabcdef", "byte skip: -1")
	if img, err := nrrd.Decode(bytes.NewReader(b), 1<<20); err != nil || img.At(0, 0, 0) != 'a' {
		t.Errorf("%v, %v", img, err)
	}
	if _, err := nrrd.Decode(iotest.HalfReader(bytes.NewReader(b)), 1<<20); !errors.Is(err, nrrd.ErrUnsupported) {
		t.Errorf("%v", err)
	}
	if _, err := nrrd.Decode(iotest.HalfReader(bytes.NewReader(file("abcdef"))), 1<<20); err != nil {
		t.Errorf("%v", err)
	}
}

// TestOutside puts a file of voxels where no header may find it.
func TestOutside(t *testing.T) {
	dir := t.TempDir()
	inner := filepath.Join(dir, "inner")
	if err := os.Mkdir(inner, 0o755); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{filepath.Join(dir, "x.raw"), filepath.Join(inner, "y.raw")} {
		if err := os.WriteFile(path, []byte("abcdef"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Symlink(filepath.Join(dir, "x.raw"), filepath.Join(inner, "link.raw")); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]error{
		"y.raw":                       nil,
		"../x.raw":                    nrrd.ErrOutside,
		"../inner/y.raw":              nrrd.ErrOutside,
		"./y.raw":                     nrrd.ErrOutside,
		`..\x.raw`:                    nrrd.ErrOutside,
		filepath.Join(dir, "x.raw"):   nrrd.ErrOutside,
		"link.raw":                    nrrd.ErrFile,
		".":                           nrrd.ErrFile,
		"none.raw":                    nrrd.ErrFile,
		"LIST\n../x.raw":              nrrd.ErrOutside,
		"LIST\ny.raw\ny.raw":          nrrd.ErrDamaged,
		"LIST":                        nrrd.ErrDamaged,
		"LIST 9\ny.raw":               nrrd.ErrDamaged,
		"../%d.raw 1 1 1":             nrrd.ErrOutside,
		"%s.raw 1 1 1":                nrrd.ErrDamaged,
		"%d%d.raw 1 1 1":              nrrd.ErrDamaged,
		"%d.raw 1 2 0":                nrrd.ErrDamaged,
		"%d.raw 1 2 -1":               nrrd.ErrDamaged,
		"%d.raw 1 1000000000000000 1": nrrd.ErrDamaged,
		"%d.raw 1 1000000 1":          nrrd.ErrDamaged,
	} {
		path := filepath.Join(inner, "x.nhdr")
		if err := os.WriteFile(path, bytes.TrimSuffix(file("", "data file: "+name), []byte("\n")), 0o644); err != nil {
			t.Fatal(err)
		}
		_, err := nrrd.Read(path)
		if !errors.Is(err, want) {
			t.Errorf("%q: %v, want %v", name, err, want)
		}
		if err != nil && strings.Contains(err.Error(), dir) {
			t.Errorf("%q: the message names the folder: %v", name, err)
		}
	}
}

func TestSegmentationRefused(t *testing.T) {
	for name, c := range map[string]struct {
		b   []byte
		err error
	}{
		"label":      {file("abcdef", "Segment0_LabelValue:=0"), nrrd.ErrDamaged},
		"no label":   {file("abcdef", "Segment0_LabelValue:=x"), nrrd.ErrDamaged},
		"layer":      {file("abcdef", "Segment0_Layer:=1"), nrrd.ErrDamaged},
		"twice":      {file("abcdef", "Segment0_LabelValue:=97", "Segment1_LabelValue:=97"), nrrd.ErrDamaged},
		"fractional": {file("abcdef", "Segmentation_MasterRepresentation:=Fractional labelmap"), nrrd.ErrUnsupported},
		"letters":    {file("abcdef", "type: int8"), nil},
		"an image":   {file("abcde\xff", "type: int8"), nrrd.ErrUnsupported},
	} {
		f, err := nrrd.Parse(bytes.NewReader(c.b), 1<<20)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.Segmentation(); !errors.Is(err, c.err) {
			t.Errorf("%s: %v, want %v", name, err, c.err)
		}
	}
	// A label that no segment claims is not lost in silence.
	f, err := nrrd.Parse(bytes.NewReader(file("aaabbb", "Segment3_LabelValue:=97", "Segment3_Name:=liver")), 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	seg, err := f.Segmentation()
	if err != nil || len(seg.Segments) != 1 || seg.Mask(0).Count() != 3 || len(seg.Warnings) != 1 || seg.Warnings[0] != "label 98 of layer 0 belongs to no segment" {
		t.Errorf("%+v, %v", seg, err)
	}
}

func TestWarnings(t *testing.T) {
	for name, c := range map[string]struct {
		b    []byte
		want string
	}{
		"nothing":       {file("abcdef"), ""},
		"no space":      {file("abcdef", "space: none at all"), "names no space"},
		"no directions": {file("abcdef", "space directions: none at all", "spacings: 1 1 1"), "states no directions"},
		"goes on":       {file("abcdefg"), "goes on"},
		"numbers go on": {file("1 2 3 4 5 6 7 ", "encoding: ascii"), "goes on"},
	} {
		f, err := nrrd.Parse(bytes.NewReader(c.b), 1<<20)
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Join(f.Warnings, "; "); !strings.Contains(got, c.want) || (got == "") != (c.want == "") {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

func TestNoRegularFile(t *testing.T) {
	if _, err := nrrd.Read(t.TempDir()); !errors.Is(err, nrrd.ErrFile) {
		t.Errorf("a folder: %v", err)
	}
	if _, err := nrrd.ReadAll(filepath.Join(t.TempDir(), "none.nrrd")); !errors.Is(err, nrrd.ErrFile) {
		t.Errorf("no file: %v", err)
	}
}

// TestBomb decodes small files that state, or unpack to, many voxels.
func TestBomb(t *testing.T) {
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	if _, err := z.Write(make([]byte, 50<<20)); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		b    []byte
		want error
	}{
		"stated":   {file("abcdef", "sizes: 500 500 500"), nrrd.ErrDamaged},
		"unpacked": {file(packed.String(), "encoding: gzip"), nil}, // only what the header states is unpacked
	} {
		hostile.Within(t, name, 1<<20, func() {
			if _, err := nrrd.Decode(bytes.NewReader(c.b), nrrd.Budget); !errors.Is(err, c.want) {
				t.Errorf("%s: %v", name, err)
			}
		})
	}
}
