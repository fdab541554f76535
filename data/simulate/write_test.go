package simulate_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"hcclab/data"
	"hcclab/data/simulate"
	"hcclab/hccp53/cohort"
	"hcclab/hccp53/mri"
	"hcclab/hccp53/provenance"
	"hcclab/hccp53/volume"
	"hcclab/hccp53/volume/nifti"
)

func ExampleWrite() {
	dir, err := os.MkdirTemp("", "example")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	o := simulate.Defaults().Sized(2).Small()
	for range 2 {
		s, err := simulate.Write(context.Background(), filepath.Join(dir, "demo"), o)
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Printf("%d patients, %d positive; there already: %v\n", s.Patients, s.Positive, s.Kept)
	}
	o.Seed = 2
	_, err = simulate.Write(context.Background(), filepath.Join(dir, "demo"), o)
	fmt.Println(err)
	// Output:
	// 2 patients, 1 positive; there already: false
	// 2 patients, 1 positive; there already: true
	// demo: the folder holds another cohort: preset paper, seed 1, 2 patients; replace it with --force, or name another folder
}

func ExampleCSV() {
	all, _, err := simulate.Patients(simulate.Defaults().Sized(2))
	if err != nil {
		fmt.Println(err)
		return
	}
	table, err := simulate.CSV(all)
	if err != nil {
		fmt.Println(err)
		return
	}
	header, _, _ := strings.Cut(string(table), "\n")
	fmt.Println(header[:40] + "…")
	// Output:
	// patient_id,p53,age,sex,hbsag,cirrhosis,c…
}

func small(n int) simulate.Options { return simulate.Defaults().Sized(n).Small() }

func write(t *testing.T, dir string, o simulate.Options) simulate.Summary {
	t.Helper()
	s, err := simulate.Write(context.Background(), dir, o)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// tree returns the sum of every file below dir, by its path.
func tree(t *testing.T, dir string) map[string]provenance.Hash {
	t.Helper()
	sums := map[string]provenance.Hash{}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := os.ReadFile(path)
		name, _ := filepath.Rel(dir, path)
		sums[name] = provenance.HashBytes(b)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return sums
}

func same(t *testing.T, a, b map[string]provenance.Hash) {
	t.Helper()
	if len(a) != len(b) || len(a) == 0 {
		t.Errorf("%d files and %d files", len(a), len(b))
	}
	for name, sum := range a {
		if b[name] != sum {
			t.Errorf("%s differs", name)
		}
	}
}

func onlyTheCohort(t *testing.T, parent string) {
	t.Helper()
	entries, err := os.ReadDir(parent)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if e.Name() != "demo" {
			t.Errorf("%s was left behind", e.Name())
		}
	}
}

func TestBytesDoNotDependOnWorkers(t *testing.T) {
	one, four := small(6), small(6)
	one.Workers, four.Workers = 1, 4
	a, b := t.TempDir(), t.TempDir()
	write(t, filepath.Join(a, "demo"), one)
	write(t, filepath.Join(b, "demo"), four)
	same(t, tree(t, a+"/demo"), tree(t, b+"/demo"))
	onlyTheCohort(t, a)
}

func TestSecondRunDoesNothing(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "demo")
	first := write(t, dir, small(2))
	before, err := os.Stat(filepath.Join(dir, "cohort.csv"))
	if err != nil {
		t.Fatal(err)
	}
	o := small(2)
	o.Progress = func(int, int) { t.Error("a patient was made again") }
	second := write(t, dir, o)
	after, err := os.Stat(filepath.Join(dir, "cohort.csv"))
	if err != nil {
		t.Fatal(err)
	}
	if first.Kept || !second.Kept || !before.ModTime().Equal(after.ModTime()) {
		t.Errorf("kept %v, then %v", first.Kept, second.Kept)
	}
	if second.Files != first.Files || second.Bytes != first.Bytes || second.Patients != 2 {
		t.Errorf("the summaries differ: %+v, %+v", first, second)
	}
}

func TestInterruptedRunGoesOn(t *testing.T) {
	whole := filepath.Join(t.TempDir(), "demo")
	write(t, whole, small(6))
	parent := t.TempDir()
	dir := filepath.Join(parent, "demo")
	o := small(6)
	o.Workers = 1
	ctx, cancel := context.WithCancel(context.Background())
	o.Progress = func(done, total int) {
		if total != 6 {
			t.Errorf("%d patients announced", total)
		}
		if done == 3 {
			cancel()
		}
	}
	if _, err := simulate.Write(ctx, dir, o); !errors.Is(err, context.Canceled) {
		t.Fatalf("after cancelling: %v", err)
	}
	if _, err := os.Stat(dir); !errors.Is(err, fs.ErrNotExist) {
		t.Error("an incomplete cohort has its final name")
	}
	// One of the three loses a file, as after a power failure: it is made again.
	partial := filepath.Join(parent, ".demo.partial", "patients")
	patients, err := os.ReadDir(partial)
	if err != nil || len(patients) < 3 {
		t.Fatalf("%d patients kept, %v", len(patients), err)
	}
	if err := os.Truncate(filepath.Join(partial, patients[0].Name(), "voi.nii.gz"), 5); err != nil {
		t.Fatal(err)
	}
	o.Progress = nil
	if s := write(t, dir, o); s.Resumed != 2 {
		t.Errorf("%d patients taken over, want 2", s.Resumed)
	}
	same(t, tree(t, whole), tree(t, dir))
	onlyTheCohort(t, parent)
}

func TestPartialRunOfAnotherCohortIsDropped(t *testing.T) {
	parent := t.TempDir()
	dir := filepath.Join(parent, "demo")
	ctx, cancel := context.WithCancel(context.Background())
	o := small(4)
	o.Workers = 1
	o.Progress = func(done, _ int) {
		if done == 3 { // more than the other cohort has
			cancel()
		}
	}
	if _, err := simulate.Write(ctx, dir, o); !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
	other := small(2)
	other.Preset = "null"
	if s := write(t, dir, other); s.Resumed != 0 {
		t.Errorf("%d patients of another cohort taken over", s.Resumed)
	}
	if entries, _ := os.ReadDir(filepath.Join(dir, "patients")); len(entries) != 2 {
		t.Errorf("%d patients in the folder", len(entries))
	}
}

func TestOtherFoldersAreRefused(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "demo")
	write(t, dir, small(1))
	before := tree(t, dir)
	other := small(1)
	other.Seed = 9
	if _, err := simulate.Write(context.Background(), dir, other); !errors.Is(err, simulate.ErrOtherCohort) || !strings.Contains(err.Error(), "--force") {
		t.Errorf("another cohort: %v", err)
	}
	same(t, before, tree(t, dir))
	other.Force = true
	write(t, dir, other)
	if b, _ := os.ReadFile(filepath.Join(dir, "cohort.json")); !bytes.Contains(b, []byte(`"seed": 9`)) {
		t.Error("the cohort was not replaced")
	}
	// A damaged cohort is made again without asking.
	if err := os.Remove(filepath.Join(dir, "patients", "S0001", "voi.nii.gz")); err != nil {
		t.Fatal(err)
	}
	other.Force = false
	if s := write(t, dir, other); s.Kept {
		t.Error("a damaged cohort was kept")
	}
	if _, err := os.Stat(filepath.Join(dir, "patients", "S0001", "voi.nii.gz")); err != nil {
		t.Error("the missing file was not made again")
	}
	for name, file := range map[string]string{"real patients": "cohort.csv", "another card": "cohort.json", "anything": "notes.txt"} {
		foreign := filepath.Join(t.TempDir(), "demo")
		if err := os.MkdirAll(foreign, 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(foreign, file), []byte(`{"simulated": false}`), 0o644); err != nil {
			t.Fatal(err)
		}
		forced := small(1)
		forced.Force = true
		if _, err := simulate.Write(context.Background(), foreign, forced); !errors.Is(err, simulate.ErrForeign) {
			t.Errorf("%s: %v", name, err)
		}
		if _, err := os.Stat(filepath.Join(foreign, file)); err != nil {
			t.Errorf("%s: the file is gone", name)
		}
	}
	empty := filepath.Join(t.TempDir(), "demo")
	if err := os.MkdirAll(empty, 0o755); err != nil {
		t.Fatal(err)
	}
	write(t, empty, small(1))
}

func TestUnwritableFolder(t *testing.T) {
	blocked := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(blocked, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := simulate.Write(context.Background(), filepath.Join(blocked, "demo"), small(1)); !errors.Is(err, simulate.ErrWrite) {
		t.Errorf("a file in place of the parent folder: %v", err)
	}
}

// TestWrittenCohortIsRead reads everything back with the packages that the
// study uses: the table by the schema, every phase of every layout, the masks
// on the grid of AP, values and times as planted.
func TestWrittenCohortIsRead(t *testing.T) {
	const n = 24
	dir := filepath.Join(t.TempDir(), "demo")
	o := small(n)
	o.Seed = 2
	summary := write(t, dir, o)
	schema, err := cohort.ReadSchema(bytes.NewReader(data.CohortSchema))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := cohort.Read(filepath.Join(dir, "cohort.csv"), schema); err != nil {
		t.Fatal(err)
	}
	var planted simulate.Truth
	b, err := os.ReadFile(filepath.Join(dir, "truth.json"))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(b, &planted); err != nil {
		t.Fatal(err)
	}
	all, _ := patients(t, o)
	layouts := map[simulate.Layout]bool{}
	others := 0
	for i, p := range all {
		folder := filepath.Join(dir, "patients", p.ID)
		study, err := mri.Load(context.Background(), filepath.Join(folder, "dicom"))
		if err != nil {
			t.Fatalf("patient %d: %v", i, err)
		}
		made, err := simulate.Phantom(o, i)
		if err != nil {
			t.Fatal(err)
		}
		truth := planted.Patients[p.ID]
		if truth != made.Truth {
			t.Errorf("patient %d: truth.json says %+v, Phantom %+v", i, truth, made.Truth)
		}
		layouts[truth.Layout] = true
		others += len(study.Volumes) - 4
		if !study.Simulated || math.Abs(study.Scanner.FieldStrength-p.Scanner.FieldStrength) > 0 {
			t.Errorf("patient %d: simulated %v, scanner %+v", i, study.Simulated, study.Scanner)
		}
		for k, phase := range []mri.Phase{mri.Pre, mri.AP, mri.PVP, mri.DP} {
			v, err := study.Phase(phase)
			if err != nil {
				t.Errorf("patient %d (%s, %s): %v", i, p.Scanner.Vendor, truth.Layout, err)
				continue
			}
			if !(math.Abs(v.Seconds-truth.Seconds[k]) < 0.01) && !math.IsNaN(v.Seconds) {
				t.Errorf("patient %d, %s: %.2f s, planted %.2f s", i, phase, v.Seconds, truth.Seconds[k])
			}
			if d := made.Phases[k].Differs(v.Image.Grid); d != "" {
				t.Fatalf("patient %d, %s: %s", i, phase, d)
			}
			worst := 0.0
			for j, want := range made.Phases[k].Data {
				worst = max(worst, math.Abs(v.Image.Data[j]-want))
			}
			if worst > 1e-6*slices.Max(v.Image.Data) {
				t.Errorf("patient %d, %s: values differ by %g", i, phase, worst)
			}
		}
		for name, mask := range map[string]*volume.Mask{"voi": made.VOI, "voi_reader2": made.SecondReader, "voi_reread": made.Reread} {
			path := filepath.Join(folder, name+".nii.gz")
			if _, err := os.Stat(path); (err == nil) != (mask != nil) {
				t.Errorf("patient %d: %s is there: %v", i, name, err == nil)
			}
			if mask == nil {
				continue
			}
			img, err := nifti.Read(path)
			if err != nil {
				t.Fatal(err)
			}
			if again, ok := img.Reordered(mask.Grid); ok {
				img = again
			}
			if d := mask.Differs(img.Grid); d != "" {
				t.Errorf("patient %d, %s: %s", i, name, d)
				continue
			}
			for j, in := range mask.Data {
				if in != (img.Data[j] != 0) {
					t.Errorf("patient %d, %s: the mask differs", i, name)
					break
				}
			}
		}
	}
	// Among 24 patients a layout of probability 0.15 is absent for 2 % of the
	// seeds.
	if len(layouts) != 4 || others == 0 {
		t.Errorf("layouts %v, %d volumes that are no phase: choose another seed for this test", layouts, others)
	}
	if summary.Files == 0 || summary.Bytes == 0 {
		t.Errorf("summary %+v", summary)
	}
}

// The card says what a figure must say: simulated, which preset and seed.
func TestCard(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "demo")
	o := small(3)
	o.Preset, o.Seed = "strong", 5
	write(t, dir, o)
	var card struct {
		Simulated                  bool
		Preset                     string
		Seed                       uint64
		N, Positive, Negative, Men int
		Generator                  provenance.Hash
		Options                    map[string]any
	}
	b, err := os.ReadFile(filepath.Join(dir, "cohort.json"))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(b, &card); err != nil {
		t.Fatal(err)
	}
	if !card.Simulated || card.Preset != "strong" || card.Seed != 5 || card.N != 3 || card.Positive+card.Negative != 3 ||
		card.Generator != simulate.Code.Hash() || card.Options["preset"] != "strong" {
		t.Errorf("%s", b)
	}
	if _, progress := card.Options["Progress"]; progress {
		t.Error("the card holds settings that change no byte")
	}
}
