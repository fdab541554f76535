package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/google/renameio/v2"

	"hcclab/hccp53/fault"
	"hcclab/hccp53/provenance"
	"hcclab/kernel-ext/display"
	"hcclab/kernel-ext/lab"
	"hcclab/kernel-ext/nbtest"
)

// errNotebooks reports a folder without notebooks, or a tool that runs them and
// is not installed.
var errNotebooks = errors.New("hccp53: notebooks not run")

// chapter is one notebook and what came of it, below notebooks/ of the results.
type chapter struct {
	Name  string // such as "05_mc_resnet"
	Cells []nbtest.Cell
}

// Title returns the heading of the notebook.
func (c chapter) Title() string {
	for _, cell := range c.Cells {
		for line := range strings.Lines(cell.Source) {
			if title, ok := strings.CutPrefix(line, "# "); ok {
				return strings.TrimSpace(title)
			}
		}
	}
	return c.Name
}

// receipt is kept beside the results of a notebook: while the key is the same
// and the files are as the run left them, there is nothing to run.
type receipt struct {
	Key   provenance.Hash            `json:"key"`
	Files map[string]provenance.Hash `json:"files"` // by path below the results
}

// runChapters runs the notebooks in their order and keeps those that are
// current.
func (r *reproduction) runChapters() ([]chapter, error) {
	paths, err := filepath.Glob(filepath.Join(r.folder, "[0-9][0-9]_*.ipynb"))
	if err != nil || len(paths) == 0 {
		return nil, fault.New(errNotebooks, "there is no notebook such as 00_start.ipynb").At("%s", r.folder).
			Try("call this command in the repository, or name the folder with --notebooks")
	}
	home, err := homeFolder()
	if err != nil {
		return nil, err
	}
	surroundings, err := r.surroundings(home)
	if err != nil {
		return nil, err
	}
	var chapters []chapter
	for _, path := range paths {
		name := strings.TrimSuffix(filepath.Base(path), ".ipynb")
		content, err := os.ReadFile(path)
		if err != nil {
			return nil, err
		}
		key, err := provenance.HashJSON([]any{provenance.HashBytes(content), surroundings})
		if err != nil {
			return nil, err
		}
		if !r.again && r.current(name, key) {
			r.say("%s: nothing changed, kept", name)
		} else if err := r.runChapter(home, path, name, key); err != nil {
			return nil, err
		}
		cells, err := nbtest.Cells(r.out(name, ".ipynb"))
		if err != nil {
			return nil, err
		}
		chapters = append(chapters, chapter{name, cells})
	}
	return chapters, nil
}

// out returns the path of a notebook's result.
func (r *reproduction) out(name, ext string) string {
	return filepath.Join(r.results, "notebooks", name+ext)
}

// homeFolder returns the folder in which set-up has installed everything.
func homeFolder() (string, error) {
	home := os.Getenv("HCCP53_HOME")
	if home == "" {
		home = ".hccp53"
	}
	if _, err := os.Stat(filepath.Join(home, "bin", "hccp53-kernel")); err != nil {
		return "", fault.New(errNotebooks, "the kernel is not installed").At("%s", home).Try("run make setup; make reproduce does so by itself")
	}
	return home, nil
}

// surroundings hashes all that the results of a notebook depend on besides the
// notebook: this program, which holds the same packages as the cells, the two
// programs of the kernel, and what the study reads.
func (r *reproduction) surroundings(home string) (provenance.Hash, error) {
	self, err := os.Executable()
	if err != nil {
		return "", err
	}
	var all []provenance.Hash
	for _, program := range []string{self, filepath.Join(home, "bin", "hccp53-kernel"), filepath.Join(home, "bin", "gonb")} {
		content, err := os.ReadFile(program)
		if err != nil {
			return "", fault.Wrap(errNotebooks, err, "a program of the kernel cannot be read").Try("run make setup")
		}
		all = append(all, provenance.HashBytes(content))
	}
	inputs, err := r.study.Inputs(r.file)
	if err != nil {
		return "", err
	}
	return provenance.HashJSON(append(all, inputs))
}

// current reports whether the notebook ran with the same key and its files are
// as it left them.
func (r *reproduction) current(name string, key provenance.Hash) bool {
	content, err := os.ReadFile(r.out(name, ".json"))
	var kept receipt
	if err != nil || json.Unmarshal(content, &kept) != nil || kept.Key != key || len(kept.Files) == 0 {
		return false
	}
	for file, hash := range kept.Files {
		if !filepath.IsLocal(file) {
			return false
		}
		content, err := os.ReadFile(filepath.Join(r.results, file))
		if err != nil || provenance.HashBytes(content) != hash {
			return false
		}
	}
	return true
}

// runChapter runs one notebook and writes its receipt.
func (r *reproduction) runChapter(home, path, name string, key provenance.Hash) error {
	before, err := r.snapshot()
	if err != nil {
		return err
	}
	study, err := filepath.Abs(r.file)
	if err != nil {
		return err
	}
	python := os.Getenv("HCCP53_PYTHON")
	if python == "" {
		python = filepath.Join(home, "venv", "bin", "python")
	}
	o := nbtest.Options{
		Python: python, Notebook: path, OutNotebook: r.out(name, ".ipynb"), OutHTML: r.out(name, ".html"),
		Env: []string{lab.EnvStudy + "=" + study, lab.EnvResults + "=" + r.results},
	}
	if r.keepGoing {
		o.Env = append(o.Env, lab.EnvKeepGoing+"=1")
	}
	begun := time.Now()
	finish := func(string, ...any) {}
	if !r.quiet {
		line := display.NewProgress(name)
		finish = line.Finish
		o.Progress = func(e nbtest.Event) {
			switch {
			case e.Kind == "start":
				line.Update(0, 0, fmt.Sprintf("cell %d", e.Cell+1))
			case e.Kind == "output" && e.Name == "progress":
				line.Update(0, 0, e.Text)
			}
		}
	}
	// Partial results of a run that fails stay to be looked at, without a receipt.
	os.Remove(r.out(name, ".json"))
	res, err := nbtest.Run(r.cmd.Context(), o)
	if err != nil {
		finish("stopped")
		return err
	}
	finish("%d cells, %.0f s", res.Cells, time.Since(begun).Seconds())
	return r.writeReceipt(name, key, before)
}

// writeReceipt notes the files that the notebook wrote: those that are new or
// were written anew since before.
func (r *reproduction) writeReceipt(name string, key provenance.Hash, before map[string]time.Time) error {
	after, err := r.snapshot()
	if err != nil {
		return err
	}
	kept := receipt{Key: key, Files: map[string]provenance.Hash{}}
	for file, at := range after {
		if was, there := before[file]; there && was.Equal(at) {
			continue
		}
		content, err := os.ReadFile(filepath.Join(r.results, file))
		if err != nil {
			return err
		}
		kept.Files[file] = provenance.HashBytes(content)
	}
	content, err := json.MarshalIndent(kept, "", " ")
	if err != nil {
		return err
	}
	return renameio.WriteFile(r.out(name, ".json"), append(content, '\n'), 0o644)
}

// snapshot returns when each file of the results was written. The receipts are
// left out.
func (r *reproduction) snapshot() (map[string]time.Time, error) {
	files := map[string]time.Time{}
	err := filepath.WalkDir(r.results, func(path string, d fs.DirEntry, err error) error {
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return nil
		case err != nil || d.IsDir():
			return err
		}
		short, err := filepath.Rel(r.results, path)
		if err != nil {
			return err
		}
		if filepath.Dir(short) == "notebooks" && filepath.Ext(short) == ".json" {
			return nil
		}
		info, err := d.Info()
		if err == nil {
			files[short] = info.ModTime()
		}
		return err
	})
	return files, err
}
