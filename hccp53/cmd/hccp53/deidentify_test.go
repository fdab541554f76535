package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// patientsOf returns a folder with the DICOM files of a few simulated patients.
func patientsOf(t *testing.T, n int) string {
	t.Helper()
	dir := t.TempDir()
	all, err := os.ReadDir(filepath.Join(cohortDir(), "patients"))
	check(t, err)
	for _, p := range all[:n] {
		check(t, os.CopyFS(filepath.Join(dir, p.Name()), os.DirFS(filepath.Join(cohortDir(), "patients", p.Name()))))
	}
	return dir
}

func TestDeidentify(t *testing.T) {
	dir, src := t.TempDir(), patientsOf(t, 2)
	secret, out := filepath.Join(dir, "salt"), filepath.Join(dir, "out")
	text := must(t, dir, "deidentify", "--salt-file", secret, "--dry-run", src, out)
	if !strings.Contains(text, "would be written") || exists(secret) || exists(out) {
		t.Errorf("dry run: %s", text)
	}
	ids := filepath.Join(dir, "ids.csv")
	stdout, messages, status := run(t, dir, "deidentify", "--salt-file", secret, "--map", ids, "--json", "--quiet", src, out)
	var sum struct{ Patients, Files, Written, NotDICOM int }
	if err := json.Unmarshal([]byte(stdout), &sum); err != nil || status != 0 || sum.Patients != 2 || sum.Written < 50 {
		t.Fatalf("status %d, %v, %s%s", status, err, stdout, messages)
	}
	for _, file := range []string{secret, ids} {
		if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%v %v", info, err)
		}
	}
	salt, err := os.ReadFile(secret)
	check(t, err)
	table, err := os.ReadFile(ids)
	check(t, err)
	if !strings.HasPrefix(string(table), "patient_id,new_id\n") || strings.Count(string(table), ",SUBJ-000") != 2 {
		t.Errorf("map: %s", table)
	}
	if strings.Contains(stdout+messages, "S00") || strings.Contains(stdout+messages, strings.TrimSpace(string(salt))) {
		t.Errorf("an identifier or the salt was printed: %s%s", stdout, messages)
	}
	for path, content := range contents(t, out) {
		if strings.Contains(path, "S00") || strings.Contains(content, "S000") {
			t.Errorf("an identifier is left in %s", path)
		}
	}
	if text := must(t, dir, "deidentify", "--salt-file", secret, "--map", ids, "--quiet", src, out); !strings.Contains(text, ": 0 written") {
		t.Errorf("again: %s", text)
	}
}

func exists(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}

func TestDeidentifyRefuses(t *testing.T) {
	dir, src := t.TempDir(), patientsOf(t, 1)
	at := func(name string) string { return filepath.Join(dir, name) }
	check(t, os.WriteFile(at("noSalt"), []byte("xyz"), 0o600))
	check(t, os.WriteFile(at("short"), []byte("abcd"), 0o600))
	check(t, os.Mkdir(at("text"), 0o755))
	check(t, os.WriteFile(at("text/a"), []byte("text"), 0o644))
	for _, c := range []struct {
		args []string
		says string
	}{
		{[]string{src, at("out")}, `"salt-file" not set`},
		{[]string{src, "--salt-file", at("salt")}, "accepts 2 arg(s), received 1"},
		{[]string{src, at("out"), "--salt-file", at("out/salt")}, "would lie in the destination"},
		{[]string{src, at("out"), "--salt-file", at("salt"), "--map", at("out/map.csv")}, "would lie in the destination"},
		{[]string{src, at("out"), "--salt-file", at("noSalt")}, "does not hold hexadecimal digits"},
		{[]string{src, at("out"), "--salt-file", at("short")}, "the salt has 2 bytes"},
		{[]string{src, at("out"), "--salt-file", at("salt"), "--patient-id", "P"}, "the pattern of new patient IDs"},
		{[]string{src, dir, "--salt-file", filepath.Join(src, "salt")}, "neither empty nor that of a run before"},
		{[]string{at("nowhere"), at("out"), "--salt-file", at("salt")}, "the source folder cannot be read"},
		{[]string{at("text"), at("out2"), "--salt-file", at("salt")}, "none of the 1 files could be de-identified"},
		{[]string{src, at("out3"), "--salt-file", at("salt"), "--map", at("noSalt")}, "is no map"},
	} {
		_, messages, status := run(t, dir, append([]string{"deidentify", "--quiet"}, c.args...)...)
		if status != 1 || !strings.Contains(messages, c.says) || strings.Contains(messages, src) {
			t.Errorf("%v: status %d, %s", c.args, status, messages)
		}
	}
}

// TestInterruptedDeidentificationGoesOn ends a run by kill and by interrupt and
// compares what it comes to with a run that nothing disturbed.
func TestInterruptedDeidentificationGoesOn(t *testing.T) {
	dir, src := t.TempDir(), patientsOf(t, 4)
	secret := filepath.Join(dir, "salt")
	must(t, dir, "deidentify", "--quiet", "--salt-file", secret, src, filepath.Join(dir, "whole"))
	want := contents(t, filepath.Join(dir, "whole"))
	out := filepath.Join(dir, "out")
	for i, signal := range []syscall.Signal{syscall.SIGKILL, syscall.SIGTERM, syscall.SIGKILL} {
		stop(t, dir, func() bool {
			n := 0
			filepath.WalkDir(out, func(path string, _ os.DirEntry, _ error) error {
				if strings.HasSuffix(path, ".dcm") {
					n++
				}
				return nil
			})
			return n > 20*(i+1)
		}, signal, "deidentify", "--quiet", "--jobs", "1", "--salt-file", secret, src, out)
	}
	must(t, dir, "deidentify", "--quiet", "--salt-file", secret, src, out)
	same(t, contents(t, out), want)
}
