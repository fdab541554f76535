package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"hcclab/hccp53/provenance"
	"hcclab/hccp53/volume"
	"hcclab/hccp53/volume/nifti"
)

// writeBalls writes n cases and a list of them.
func writeBalls(t testing.TB, dir string, n int) {
	t.Helper()
	g := volume.Grid{Size: [3]int{20, 20, 8}, Spacing: [3]float64{1, 1, 2}, Direction: volume.Axial}
	list := "ID,Image,Mask\n"
	for k := range n {
		rng := provenance.Rand(1, "ball", k)
		img, mask := volume.NewImage(g), volume.NewMask(g)
		for i := range img.Data {
			x, y, z := g.Voxel(i)
			img.Data[i] = float64(100*k+rng.IntN(50)) + 3*float64(x)
			mask.Data[i] = (x-10)*(x-10)+(y-10)*(y-10)+4*(z-4)*(z-4) < 20+10*k
		}
		check(t, nifti.WriteImage(filepath.Join(dir, fmt.Sprintf("%d.nii.gz", k)), img))
		check(t, nifti.WriteMask(filepath.Join(dir, fmt.Sprintf("%d-mask.nii.gz", k)), mask))
		list += fmt.Sprintf("case %d,%d.nii.gz,%d-mask.nii.gz\n", k, k, k)
	}
	check(t, os.WriteFile(filepath.Join(dir, "cases.csv"), []byte(list), 0o644))
}

func TestRadiomicsRobustness(t *testing.T) {
	dir := t.TempDir()
	writeBalls(t, dir, 3)
	args := []string{"radiomics", "robustness", "--cases", "cases.csv", "--chain", "RVC", "--repetitions", "3"}
	out := must(t, dir, append(args, "-q")...)
	rows := table(t, out)
	if len(rows) != 108 || strings.Join(rows[0], ",") != "feature,icc,low,high,robust" {
		t.Fatalf("%d rows: %v", len(rows), rows[0])
	}
	robust := map[string]string{}
	for _, row := range rows[1:] {
		robust[row[0]] = row[4]
	}
	if robust["original_firstorder_Mean"] != "true" || robust["original_firstorder_Kurtosis"] != "false" {
		t.Errorf("means are robust: %s, kurtosis is: %s", robust["original_firstorder_Mean"], robust["original_firstorder_Kurtosis"])
	}
	must(t, dir, append(args, "--out", "robust.csv")...)
	if file(t, filepath.Join(dir, "robust.csv")) != out {
		t.Error("the file differs from standard output")
	}
	if other := must(t, dir, append(args, "-q", "--seed", "2")...); other == out {
		t.Error("another seed gives the same table")
	}
	// One bad case is left out and told of.
	check(t, os.WriteFile(filepath.Join(dir, "1-mask.nii.gz"), []byte("no mask"), 0o644))
	text, messages, status := run(t, dir, append(args, "-q")...)
	if status != 1 || len(table(t, text)) != 108 || !strings.Contains(messages, "case 1: ") || !strings.Contains(messages, "1 of 3 cases could not be measured") {
		t.Errorf("status %d, %s", status, messages)
	}
}

func TestRadiomicsRobustnessRefuses(t *testing.T) {
	dir := t.TempDir()
	writeBalls(t, dir, 1)
	check(t, os.WriteFile(filepath.Join(dir, "there.csv"), nil, 0o644))
	for _, c := range []struct{ args, says string }{
		{"--cases cases.csv", `required flag(s) "chain"`},
		{"--cases cases.csv --chain RXC", `"RXC" is not a chain`},
		{"--cases none.csv --chain RVC", "cannot be opened"},
		{"--cases cases.csv --chain RVC --repetitions 1", "1 repetitions of chain RVC; give 2 to 30"},
		{"--cases cases.csv --chain RVC --out there.csv", "something of this name"},
		{"--cases cases.csv --chain RVC --out robust.json", "does not end in .csv"},
		{"--cases cases.csv --chain RVC --preset xray", `no preset "xray"`},
		{"--cases cases.csv --chain V --repetitions 2", "1 patients; robustness is judged on two patients"},
	} {
		if _, messages, status := run(t, dir, append([]string{"radiomics", "robustness", "-q"}, strings.Fields(c.args)...)...); status == 0 || !strings.Contains(messages, c.says) {
			t.Errorf("%s: status %d, %s", c.args, status, messages)
		}
	}
}
