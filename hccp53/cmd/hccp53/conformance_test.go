package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"hcclab/hccp53/conformance"
	"hcclab/hccp53/imagefile"
)

// madeReference writes a reference folder of one file, with the facts that this
// project finds in it.
func madeReference(t *testing.T) (root string, facts map[string]any, write func()) {
	t.Helper()
	root = t.TempDir()
	folder := writeSeries(t, filepath.Join(root, "dicom", "one"), 1, 8, "lava", 28)
	f, err := imagefile.DescribeFile(t.Context(), filepath.Join(folder, "IM00001.dcm"))
	check(t, err)
	v, err := conformance.JSON(f.Facts)
	check(t, err)
	found := v.(map[string]any)
	facts = map[string]any{"Rows": 6, "Columns": 8}
	for _, key := range []string{"bytes", "file_sha256", "transfer_syntax", "stored_pixels"} {
		facts[key] = found[key]
	}
	return root, facts, func() {
		b, err := json.Marshal(map[string]any{"one": map[string]any{"kind": "files", "files": map[string]any{"IM00001.dcm": facts}}})
		check(t, err)
		check(t, os.WriteFile(filepath.Join(root, "dicom", "facts.json"), b, 0o644))
	}
}

func TestConformanceImages(t *testing.T) {
	root, facts, write := madeReference(t)
	dir := t.TempDir()
	write()
	out := must(t, dir, "conformance", "images", "--reference", root, "--report", "report.md")
	says(t, out, root, "group fact equal refused wrong worst error", "one all facts 6 0 0 0", "6 facts: 6 equal, 0 refused with reason, 0 wrong")
	report, err := os.ReadFile(filepath.Join(dir, "report.md"))
	check(t, err)
	says(t, string(report), root, "# Conformance of image reading", "| one | stored pixels | 1 | 0 | 0 | 0 |")

	// One fact that is not met ends with status 1, and the report says so.
	facts["Rows"] = 7
	write()
	out, messages, status := run(t, dir, "conformance", "images", "--reference", root, "--report", "report.md")
	if status != 1 || !strings.Contains(out, "wrong: one, IM00001.dcm: header elements: found 6, expected 7") || messages != "hccp53: 1 of 6 facts are not met\n" {
		t.Errorf("status %d, %s%s", status, out, messages)
	}
	report, err = os.ReadFile(filepath.Join(dir, "report.md"))
	check(t, err)
	says(t, string(report), root, "| wrong | one | IM00001.dcm | header elements | found 6, expected 7 |")
	left, err := os.ReadDir(dir)
	check(t, err)
	if len(left) != 1 {
		t.Errorf("beside the report there is %v", left)
	}
	text, _, status := run(t, dir, "conformance", "images", "--reference", root, "--json")
	var got struct {
		Findings []struct{ Outcome, Fact string }
	}
	if err := json.Unmarshal([]byte(text), &got); err != nil || status != 1 || len(got.Findings) != 6 || !strings.Contains(text, `"Outcome": "wrong"`) {
		t.Errorf("status %d, %v: %s", status, err, text)
	}
}

func TestConformanceRefuses(t *testing.T) {
	root, _, write := madeReference(t)
	write()
	dir := t.TempDir()
	t.Setenv("HCCP53_REFERENCE", "")
	for _, c := range []struct {
		args []string
		says string
	}{
		{nil, "where the reference data are is not known; give --reference ROOT, or set HCCP53_REFERENCE; docs/conformance.md says what belongs there"},
		{[]string{"--reference", dir}, "no fact was found to judge by; check the folder"},
		{[]string{"--reference", root, "--report", "nowhere/report.md"}, "report.md: the report cannot be written (no such file or directory)"},
		{[]string{"--reference", root, "--report", root}, "the report cannot be written ("},
		{[]string{"more"}, `unknown command "more"`},
	} {
		_, messages, status := run(t, dir, append([]string{"conformance", "images"}, c.args...)...)
		if status != 1 || strings.Count(messages, "\n") != 1 || !strings.Contains(messages, c.says) || strings.Contains(messages, filepath.Dir(root)) {
			t.Errorf("%v: status %d, %s", c.args, status, messages)
		}
	}
	t.Setenv("HCCP53_REFERENCE", root)
	if out := must(t, dir, "conformance", "images"); !strings.Contains(out, "6 facts: 6 equal") {
		t.Errorf("%s", out)
	}
}
