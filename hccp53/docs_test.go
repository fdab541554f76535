package hccp53_test

import (
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
	"golang.org/x/mod/modfile"
)

func read(t *testing.T, path string) string {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

// pages returns README.md and the pages below docs, by path.
func pages(t *testing.T) map[string]string {
	t.Helper()
	all := map[string]string{"../README.md": read(t, "../README.md")}
	err := filepath.WalkDir("docs", func(path string, d fs.DirEntry, err error) error {
		if err == nil && filepath.Ext(path) == ".md" {
			all[path] = read(t, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

var (
	link    = regexp.MustCompile(`\]\(([^)\s]+)\)`)
	heading = regexp.MustCompile(`(?m)^#+ (.+)$`)
	notSlug = regexp.MustCompile(`[^\p{L}\p{N} _-]`)
)

// TestDocsLinksLeadSomewhere follows every relative link of the pages to its
// file, and to the heading where it names one.
func TestDocsLinksLeadSomewhere(t *testing.T) {
	all := pages(t)
	for path, text := range all {
		for _, m := range link.FindAllStringSubmatch(text, -1) {
			to, err := url.Parse(m[1])
			if err != nil {
				t.Errorf("%s: %v", path, err)
				continue
			}
			if to.IsAbs() {
				continue
			}
			file := path
			if to.Path != "" {
				file = filepath.Join(filepath.Dir(path), to.Path)
			}
			if _, err := os.Stat(file); err != nil {
				t.Errorf("%s links to %s, which is not there", path, m[1])
			} else if to.Fragment != "" && !hasHeading(all[file], to.Fragment) {
				t.Errorf("%s links to %s; there is no such heading", path, m[1])
			}
		}
	}
}

func hasHeading(text, slug string) bool {
	for _, h := range heading.FindAllStringSubmatch(text, -1) {
		plain := notSlug.ReplaceAllString(strings.ToLower(h[1]), "")
		if strings.ReplaceAll(plain, " ", "-") == slug {
			return true
		}
	}
	return false
}

// TestDocsNameEveryCommand looks for each verb of the command line, and each
// variable of the project, in the table of commands.
func TestDocsNameEveryCommand(t *testing.T) {
	page := read(t, "docs/commands.md")
	files, err := filepath.Glob("cmd/hccp53/*.go")
	if err != nil {
		t.Fatal(err)
	}
	use := regexp.MustCompile(`Use:\s+"([a-z0-9]+)`)
	verbs := 0
	for _, f := range files {
		for _, m := range use.FindAllStringSubmatch(read(t, f), -1) {
			row := regexp.MustCompile("(?m)^\\| `([a-z]+ )?" + m[1] + "[ `]") // a verb, one of a group, or the group
			if verbs++; m[1] != "hccp53" && !row.MatchString(page) {
				t.Errorf("docs/commands.md has no row for the verb %s of %s", m[1], f)
			}
		}
	}
	if verbs < 2 {
		t.Errorf("%d verbs found in cmd/hccp53: the pattern fits no longer", verbs)
	}
	variable := regexp.MustCompile(`\bHCCP53_[A-Z_]+\b`)
	for _, dir := range []string{"..", "../environment", "../kernel-ext", "cmd"} {
		err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
			ext := filepath.Ext(path)
			switch {
			case err != nil:
				return err
			case d.IsDir() && path != dir && (dir == ".." || strings.HasPrefix(d.Name(), ".")):
				return filepath.SkipDir
			case d.IsDir() || ext != ".go" && ext != ".sh" && d.Name() != "Makefile":
				return nil
			}
			for _, name := range variable.FindAllString(read(t, path), -1) {
				if !strings.Contains(page, "`"+name+"`") {
					t.Errorf("docs/commands.md does not explain %s, which %s has", name, path)
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

// TestDocsNameEverySetting looks for each key of the study file in the list of
// assumptions.
func TestDocsNameEverySetting(t *testing.T) {
	page := read(t, "docs/assumptions.md")
	var study yaml.MapSlice
	if err := yaml.UnmarshalWithOptions([]byte(read(t, "../notebooks/study.yaml")), &study, yaml.UseOrderedMap()); err != nil {
		t.Fatal(err)
	}
	keys := leaves("", study)
	if len(keys) < 30 {
		t.Errorf("%d keys found in study.yaml: %v", len(keys), keys)
	}
	for _, key := range keys {
		if !strings.Contains(page, "`"+key+"`") {
			t.Errorf("docs/assumptions.md does not name `%s`", key)
		}
	}
}

// leaves returns the keys below v that hold a value or a list, with dots
// between the levels.
func leaves(prefix string, v any) []string {
	m, ok := v.(yaml.MapSlice)
	if !ok {
		return []string{strings.TrimPrefix(prefix, ".")}
	}
	var keys []string
	for _, item := range m {
		keys = append(keys, leaves(fmt.Sprintf("%s.%v", prefix, item.Key), item.Value)...)
	}
	return keys
}

// TestDocsNameEveryDependency looks for each direct dependency, in Go, Python
// and among the tools, in its record.
func TestDocsNameEveryDependency(t *testing.T) {
	page := read(t, "docs/decisions/0008-dependencies.md")
	need := func(name, file string) {
		if !strings.Contains(page, "`"+name+"`") {
			t.Errorf("0008-dependencies.md does not name %s of %s", name, file)
		}
	}
	files, err := filepath.Glob("../environment/tools/*/go.mod")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range append(files, "../go.mod") {
		mod, err := modfile.Parse(file, []byte(read(t, file)), nil)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range mod.Require {
			if !r.Indirect {
				need(r.Mod.Path, file)
			}
		}
		for _, tool := range mod.Tool {
			need(tool.Path, file)
		}
	}
	requirement := regexp.MustCompile(`(?m)^[a-z][a-z0-9-]*`)
	for _, name := range requirement.FindAllString(read(t, "../environment/requirements.in"), -1) {
		need(name, "requirements.in")
	}
}
