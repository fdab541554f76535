package simulate

import (
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"

	"github.com/google/renameio/v2"

	"hcclab/hccp53/fault"
	"hcclab/hccp53/volume"
	"hcclab/hccp53/volume/nifti"
)

// doneFolder holds, in the partial folder, a marker for each finished patient.
const doneFolder = "done"

// facts is the content of a marker.
type facts struct {
	Cohort identity     `json:"cohort"`
	Truth  PatientTruth `json:"truth"`
	Files  int          `json:"files"`
	Bytes  int64        `json:"bytes"`
}

// start makes the partial folder. What an interrupted run of another cohort
// left there is removed.
func (j *job) start() error {
	mark := filepath.Join(j.dir, doneFolder, "cohort.json")
	var left identity
	if b, err := os.ReadFile(mark); err != nil || json.Unmarshal(b, &left) != nil || left != j.id {
		if err := os.RemoveAll(j.dir); err != nil {
			return writeFault(err)
		}
	}
	if err := os.MkdirAll(filepath.Dir(mark), 0o755); err != nil {
		return writeFault(err)
	}
	return writeJSON(mark, j.id)
}

// patient makes one patient, or finds that an earlier run has.
func (j *job) patient(ctx context.Context, i int) (f facts, resumed bool, err error) {
	p := j.patients[i]
	dir := filepath.Join(j.dir, "patients", p.ID)
	mark := filepath.Join(j.dir, doneFolder, p.ID+".json")
	if b, err := os.ReadFile(mark); err == nil && json.Unmarshal(b, &f) == nil && f.Cohort == j.id {
		// A machine that lost power may have kept the marker and lost files.
		if files, bytes, err := weigh(dir); err == nil && files == f.Files && bytes == f.Bytes {
			return f, true, nil
		}
	}
	if err := ctx.Err(); err != nil {
		return facts{}, false, context.Cause(ctx)
	}
	if err := os.RemoveAll(dir); err != nil {
		return facts{}, false, writeFault(err)
	}
	e := examine(j.options, j.strengths, p, j.truth.Patients[p.ID], i)
	if err := e.write(dir); err != nil {
		return facts{}, false, writeFault(err)
	}
	f = facts{Cohort: j.id, Truth: e.truth}
	if f.Files, f.Bytes, err = weigh(dir); err != nil {
		return facts{}, false, writeFault(err)
	}
	return f, false, writeJSON(mark, f)
}

// write writes all files of one patient.
func (e *examination) write(dir string) error {
	phases, slopes := e.pictures()
	if err := e.writeDICOM(filepath.Join(dir, "dicom"), phases, slopes); err != nil {
		return err
	}
	voi, second, reread := e.readings()
	for _, m := range []struct {
		name string
		mask *volume.Mask
	}{{voiFile, voi}, {reader2File, second}, {rereadFile, reread}} {
		if m.mask == nil {
			continue
		}
		if err := nifti.WriteMask(filepath.Join(dir, m.name), m.mask); err != nil {
			return err
		}
	}
	return nil
}

// weigh counts the files below dir and their bytes.
func weigh(dir string) (files int, bytes int64, err error) {
	err = filepath.WalkDir(dir, func(_ string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		files++
		bytes += info.Size()
		return nil
	})
	return files, bytes, err
}

func writeJSON(path string, v any) error {
	b, err := json.Marshal(v)
	if err == nil {
		err = renameio.WriteFile(path, b, 0o644)
	}
	if err != nil {
		return writeFault(err)
	}
	return nil
}

// writeFault says what a failed write means to the user.
func writeFault(err error) error {
	var known *fault.Error
	full := errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT)
	switch {
	case full:
		return fault.Wrap(ErrDiskFull, fault.Bare(err), "the disk is full or the quota used up").
			Try("free some space (320 patients take about 0.9 GB) and run again; finished patients are kept")
	case errors.As(err, &known):
		return err
	}
	return fault.Wrap(ErrWrite, fault.Bare(err), "a file of the cohort cannot be written").Try("check that the folder can be written")
}
