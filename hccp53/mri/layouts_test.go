package mri

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// set of series: number, description, slices and the seconds after the
// injection at which each of its volumes was acquired. The volume acquired at
// second s shows phantom number s, so that a wrong name is seen in the voxels.
type seriesOf struct {
	number      int
	description string
	slices      int
	seconds     []float64
	change      func(*Writing)
	// edit rewrites the files of the series, nil leaves them.
	edit func(elements)
}

func of(number int, description string, slices int, seconds ...float64) seriesOf {
	return seriesOf{number: number, description: description, slices: slices, seconds: seconds}
}

func (s seriesOf) with(change func(*Writing)) seriesOf { s.change = change; return s }
func (s seriesOf) edited(e func(elements)) seriesOf    { s.edit = e; return s }

// The ways in which scanners and exports write a study.
var (
	numbered = func(w *Writing) {
		for i := range w.TimePoints {
			w.TimePoints[i].TemporalIndex = i + 1
		}
	}
	t2w = func(w *Writing) { w.RepetitionTime, w.EchoTime = 3000, 90 }
	// noTimes is an export without any time: all that is left are numbers.
	noTimes = blank(elAcquired, elAcquiredDate, elContent, elContentDate, elBolus)
	// noOrder takes the numbers of time points, too.
	noOrder = func(e elements) {
		noTimes(e)
		remove(elTemporal, elTemporals)(e)
		e.set(elAcquisition, "IS", "1")
	}
	noBolus = remove(elBolus)
)

func imageType(v string) func(elements) {
	return func(e elements) { e.set(elImageType, "CS", v) }
}

func all(edits ...func(elements)) func(elements) {
	return func(e elements) {
		for _, edit := range edits {
			edit(e)
		}
	}
}

// coronal turns the stack.
func coronal(w *Writing) {
	for i, p := range w.TimePoints {
		g := p.Image.Grid
		g.Direction = [3][3]float64{{1, 0, 0}, {0, 0, -1}, {0, 1, 0}}
		w.TimePoints[i].Image = phantom(g, 7)
	}
}

// dixon makes four images of each slice: water, fat, in phase, opposed phase.
func dixon() func(elements) {
	return func(e elements) {
		kinds := []string{"F", "IP", "OP", "W"}
		var n int
		fmt.Sscan(e.text(elAcquisition), &n)
		e.set(elImageType, "CS", `DERIVED\PRIMARY\DIXON\`+kinds[(n-1)%4])
		e.set(elAcquired, "TM", "091030.000000")
		e.set(elContent, "TM", "091030.000000")
		e.set(elAcquisition, "IS", "1")
	}
}

// layouts are those of real studies (docs/phases.md): what is written, the
// phase of each volume that is read, in their order (of one series: by image type,
// then in time), and what it was found from:
// t time, w words, o order.
var layouts = map[string]struct {
	series []seriesOf
	// edit rewrites all files after those of single series.
	edit  func(elements)
	want  string
	found string
	warn  string
}{
	"three times the slices of pre": {
		series: []seriesOf{of(6, "lava pre", 4, -60), of(8, "lava post", 4, 25, 70, 180)}, want: "pre AP PVP DP", found: "tttt"},
	"three times, numbered, no injection time": {
		series: []seriesOf{of(6, "lava pre", 4, -60), of(8, "lava post", 4, 25, 70, 180).with(numbered)}, edit: noBolus, want: "pre AP PVP DP", found: "wooo"},
	"three times, nothing but acquisition times": {
		series: []seriesOf{of(6, "lava pre", 4, -60), of(8, "lava post", 4, 25, 70, 180)}, edit: noBolus, want: "pre AP PVP DP", found: "wooo"},
	"three times, too late for an arterial phase": {
		series: []seriesOf{of(6, "lava pre", 4, -60), of(8, "lava post", 4, 70, 180, 600)}, edit: noBolus, want: "pre unknown unknown unknown", found: "w---"},
	"three times, numbered, no times": {
		series: []seriesOf{of(6, "lava pre", 4, -60), of(8, "lava post", 4, 25, 70, 180).with(numbered)}, edit: noTimes, want: "pre AP PVP DP", found: "wooo"},
	"three times, no times, instance numbers only": {
		series: []seriesOf{of(6, "lava pre", 4, -60), of(8, "lava post", 4, 25, 70, 180)}, edit: noOrder, want: "pre unknown unknown unknown", found: "w---", warn: "order of instance numbers"},
	"three times, one acquisition time and trigger times (GE)": {
		series: []seriesOf{of(6, "lava pre", 4, -60), of(8, "lava post", 4, 25, 70, 180).with(numbered).edited(func(e elements) {
			e.set(elTrigger, "DS", map[string]string{"1": "0", "2": "45000", "3": "155000"}[e.text(elTemporal)])
			e.set(elAcquired, "TM", "091025.000000")
		})}, want: "pre AP PVP DP", found: "tttt"},
	"four times, pre & post": {
		series: []seriesOf{of(4, "Lava-VX pre", 4, -400), of(10, "Lava-XV pre & post", 4, -60, 25, 70, 180).with(numbered)}, edit: noTimes, want: "pre pre AP PVP DP", found: "wwooo"},
	"four times, pre & post, with times": {
		series: []seriesOf{of(10, "Lava pre & post", 4, -60, 25, 70, 180)}, want: "pre AP PVP DP", found: "tttt"},
	"four times, pre & post, instance numbers only": {
		series: []seriesOf{of(10, "Lava pre & post", 4, -60, 25, 70, 180)}, edit: noOrder, want: "unknown unknown unknown unknown", found: "----"},
	"twice, with the times in the description": {
		series: []seriesOf{of(3, "AX LAVA", 4, -60), of(4, "20SEC/1MIN POST LAVA AX F/S", 4, 20, 60).with(numbered)}, edit: noTimes, want: "unknown AP PVP", found: "-ww"},
	"twice, acquisition numbers only": {
		series: []seriesOf{of(4, "20SEC/1MIN POST LAVA AX F/S", 4, 20, 60)}, edit: noTimes, want: "AP PVP", found: "ww"},
	"twice, instance numbers only": {
		series: []seriesOf{of(4, "20SEC/1MIN POST LAVA AX F/S", 4, 20, 60)}, edit: noOrder, want: "unknown unknown", found: "--"},
	"twice, then once": {
		series: []seriesOf{of(5, "lava3d pre", 4, -60), of(8, "lava3d post", 4, 25, 70).with(numbered), of(9, "lava3d post", 4, 180)}, edit: noTimes, want: "pre AP PVP DP", found: "wooo"},
	"a list of bare times": {
		series: []seriesOf{of(6, "Ax LAVA +C Multiphase 15,35,65", 4, 15, 35, 65).with(numbered), of(7, "Ax LAVA BH  post gad 90sec", 4, 90), of(10, "Ax LAVA BH (20 min) post gad", 4, 1200)}, edit: noTimes, want: "AP AP PVP PVP HBP", found: "wwwww"},
	"one description four times (Siemens)": {
		series: []seriesOf{of(7, "t1_vibe_fs_tra", 4, -60), of(9, "t1_vibe_fs_tra", 4, 25), of(10, "t1_vibe_fs_tra", 4, 70), of(11, "t1_vibe_fs_tra", 4, 180)}, want: "pre AP PVP DP", found: "tttt"},
	"one description four times, contrast agent, no injection time": {
		series: []seriesOf{of(7, "t1_vibe_fs_tra", 4, -60).edited(remove(elAgent)), of(9, "t1_vibe_fs_tra", 4, 25), of(10, "t1_vibe_fs_tra", 4, 70), of(11, "t1_vibe_fs_tra", 4, 180)},
		edit:   noTimes, want: "pre AP PVP DP", found: "oooo"},
	"one description four times, nothing else": {
		series: []seriesOf{of(7, "t1_vibe_fs_tra", 4, -60), of(9, "t1_vibe_fs_tra", 4, 25), of(10, "t1_vibe_fs_tra", 4, 70), of(11, "t1_vibe_fs_tra", 4, 180)},
		edit:   all(noTimes, remove(elAgent)), want: "unknown unknown unknown unknown", found: "----"},
	"named phases": {
		series: []seriesOf{of(9, "T1 VIBE FS TRA_pre", 4, -60), of(10, "T1 VIBE FS TRA_late_arterial_C", 4, 25), of(11, "T1 VIBE FS TRA_porto_venous_C", 4, 70), of(12, "T1 VIBE FS TRA_equilibrium_C", 4, 180), of(15, "T1 VIBE FS TRA_7 min_C", 4, 420), of(19, "T1 VIBE FS TRA_hepatocyte_C", 4, 1200)},
		edit:   noTimes, want: "pre AP PVP DP unknown HBP", found: "wwww-w"},
	"named phases, Chinese": {
		series: []seriesOf{of(9, "LAVA 平扫", 4, -60), of(10, "LAVA 动脉期", 4, 25), of(11, "LAVA 门脉期", 4, 70), of(12, "LAVA 延迟期", 4, 180)}, edit: noTimes, want: "pre AP PVP DP", found: "wwww"},
	"times in the descriptions": {
		series: []seriesOf{of(8, "AX LAVA  PRE", 4, -60), of(9, "AX LAVA POST 20SEC", 4, 25), of(10, "AX LAVA POST 70 SEC", 4, 70), of(11, "AX LAVA POST 120 SEC", 4, 180)}, edit: noTimes, want: "pre AP PVP DP", found: "wwww"},
	"a description against the time": {
		series: []seriesOf{of(9, "vibe arterial", 4, 70), of(10, "vibe portal", 4, 95)}, want: "unknown PVP", found: "-t"},
	"other number of slices after contrast agent": {
		series: []seriesOf{of(4, "lava3d pre", 4, -60), of(9, "lava3d POST", 5, 25, 70, 180)}, want: "pre AP PVP DP", found: "tttt", warn: "pre lies on another grid than AP"},
	"arterial phase of other slices": {
		series: []seriesOf{of(4, "vibe pre", 4, -60), of(5, "vibe", 6, 25), of(6, "vibe", 4, 70), of(7, "vibe", 4, 180)}, want: "pre AP PVP DP", found: "tttt", warn: "PVP lies on another grid than AP"},
	"without names": {
		series: []seriesOf{of(13, "(lava)", 4, -60), of(15, "(lava)", 4, 25, 70, 180)}, want: "pre AP PVP DP", found: "tttt"},
	"without names, times or contrast agent": {
		series: []seriesOf{of(13, "(lava)", 4, -60), of(15, "(lava)", 4, 25, 70, 180).with(numbered)}, edit: all(noTimes, remove(elAgent)), want: "unknown unknown unknown unknown", found: "----"},
	"Philips dynamic, one series": {
		series: []seriesOf{of(801, "eTHRIVE dyn", 4, -60, 25, 70, 180).with(numbered)}, want: "pre AP PVP DP", found: "tttt"},
	"Dixon: water, fat, in and opposed phase in one series": {
		series: []seriesOf{of(901, "mDIXON +C 1ST", 4, 30, 31, 32, 33).edited(dixon())}, want: "unknown unknown unknown AP", found: "---t"},
	"phases beside all that is none": {
		series: []seriesOf{
			of(1, "localizer", 3, -900).edited(imageType(`ORIGINAL\PRIMARY\LOCALIZER`)), of(2, "t2_haste_tra", 4, -800).with(t2w), of(5, "vibe_pre", 4, -60),
			of(6, "vibe", 4, 25), of(7, "vibe", 4, 70), of(8, "vibe", 4, 180), of(9, "vibe_cor", 4, 220).with(coronal), of(10, "vibe", 4, 230).with(coronal),
			of(100, "COR MPR ARTERIAL", 4, 25).edited(imageType(`DERIVED\SECONDARY\MPR`)), of(101, "ARTERIAL", 4, 26).edited(imageType(`DERIVED\SECONDARY\PROJECTION IMAGE\MIP`)),
			of(102, "SUB_S6-S5_1", 4, 25).edited(imageType(`DERIVED\PRIMARY\M\SUB`)),
		}, want: "unknown unknown pre AP PVP DP unknown unknown unknown unknown unknown", found: "--tttt-----"},
	"one time in the place of all": {
		series: []seriesOf{of(7, "vibe", 4, -60), of(9, "vibe", 4, 25), of(10, "vibe", 4, 70), of(11, "vibe portal", 4, 71)},
		edit:   func(e elements) { e.set(elAcquired, "TM", "000000"); e.set(elContent, "TM", "000000") }, want: "unknown unknown unknown PVP", found: "---w"},
	"injection time of another clock": {
		series: []seriesOf{of(7, "vibe", 4, -60), of(9, "vibe arterial", 4, 25)}, edit: func(e elements) { e.set(elBolus, "TM", "230000") }, want: "unknown AP", found: "-w"},
}

// writeLayout writes the series of a layout. The contrast agent and the time of
// the injection stand in the files of volumes after it.
func writeLayout(t *testing.T, name string) string {
	t.Helper()
	dir := t.TempDir()
	for _, s := range layouts[name].series {
		w := writing(s.number, s.description)
		for _, seconds := range s.seconds {
			w.TimePoints = append(w.TimePoints, TimePoint{Image: phantom(grid(7, 5, s.slices), int(seconds)), Acquired: after(seconds), Slope: 1})
		}
		if slices.Max(s.seconds) > 0 {
			w.Injection, w.ContrastAgent = after(0), "gadobutrol"
		}
		if s.change != nil {
			s.change(&w)
		}
		write(t, dir, w)
		if s.edit != nil {
			edit(t, filepath.Join(dir, "series", w.SeriesUID[len(w.SeriesUID)-6:]), s.edit)
		}
	}
	if e := layouts[name].edit; e != nil {
		edit(t, dir, e)
	}
	return dir
}

// foundFrom tells what an evidence rests on: t, w, o, or - for an unknown phase.
func foundFrom(v Volume) string {
	switch {
	case v.Phase == Unknown:
		return "-"
	case strings.Contains(v.Evidence, "start of injection"):
		return "t"
	case strings.Contains(v.Evidence, "in the order of"):
		return "o"
	}
	return "w"
}

func TestLayouts(t *testing.T) {
	for name, c := range layouts {
		t.Run(name, func(t *testing.T) {
			s := load(t, writeLayout(t, name))
			var phases []string
			found := ""
			for _, v := range s.Volumes {
				phases, found = append(phases, string(v.Phase)), found+foundFrom(v)
			}
			if got := strings.Join(phases, " "); got != c.want || found != c.found {
				t.Errorf("%s (%s), want %s (%s)", got, found, c.want, c.found)
				for _, v := range s.Volumes {
					t.Logf("   %s: %s", v.Phase, v.Evidence)
				}
			}
			if !strings.Contains(strings.Join(s.Warnings, "\n"), c.warn) {
				t.Errorf("no warning %q among %q", c.warn, s.Warnings)
			}
			// What is named shows the volume of that time.
			i := 0
			for _, series := range c.series {
				for _, seconds := range series.seconds {
					v := s.Volumes[i]
					i++
					if want := phantom(v.Image.Grid, int(seconds)); v.Phase != Unknown && !slices.Equal(v.Image.Data, want.Data) {
						t.Errorf("volume %d, %s, does not show second %.0f", i, v.Phase, seconds)
					}
				}
			}
		})
	}
}

// TestLayoutsByOtherNumbers deals instance numbers and file names anew and turns
// the order of folders round: the answer stays the same.
func TestLayoutsByOtherNumbers(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	for name := range layouts {
		t.Run(name, func(t *testing.T) {
			dir := writeLayout(t, name)
			want := load(t, dir)
			dealt := rng.Perm(1000)
			n := 0
			edit(t, dir, func(e elements) {
				e.set(elInstance, "IS", fmt.Sprint(dealt[n]))
				n++
			})
			for i, path := range files(t, dir) {
				to := filepath.Join(dir, fmt.Sprintf("%04d", 9999-i))
				if err := os.Rename(path, to); err != nil {
					t.Fatal(err)
				}
			}
			got := load(t, dir)
			if len(got.Volumes) != len(want.Volumes) {
				t.Fatalf("%d volumes, want %d", len(got.Volumes), len(want.Volumes))
			}
			for i, v := range got.Volumes {
				w := want.Volumes[i]
				same := v.Phase == w.Phase && v.Evidence == w.Evidence && v.SeriesNumber == w.SeriesNumber
				// Volumes that only instance numbers order may change places; no
				// phase is named among them.
				if v.Phase != Unknown {
					same = same && slices.Equal(v.Image.Data, w.Image.Data)
				}
				if !same {
					t.Errorf("volume %d is %s (%s), was %s (%s)", i+1, v.Phase, v.Evidence, w.Phase, w.Evidence)
				}
			}
		})
	}
}
