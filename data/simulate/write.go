package simulate

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"sync"

	"github.com/google/renameio/v2"

	"hcclab/hccp53/provenance"
)

// Errors of [Write].
var (
	// ErrOtherCohort: the folder holds another simulated cohort.
	ErrOtherCohort = errors.New("simulate: folder holds another cohort")
	// ErrForeign: the folder holds something that is no simulated cohort. It
	// is never replaced, not even with Force.
	ErrForeign = errors.New("simulate: folder holds something else")
	// ErrBusy: another process is writing this cohort.
	ErrBusy = errors.New("simulate: another process is at work")
	// ErrDiskFull: no space or quota is left. Finished patients are kept.
	ErrDiskFull = errors.New("simulate: disk full")
	// ErrWrite: a file cannot be written for another reason.
	ErrWrite = errors.New("simulate: cannot write")
)

// Summary says what [Write] did.
type Summary struct {
	Dir                string
	Patients, Positive int
	Files              int
	Bytes              int64
	// Kept is true when the cohort was there already and nothing was done.
	Kept bool
	// Resumed is the number of patients left by an interrupted run.
	Resumed int
}

// Write makes the cohort in the folder dir. It works in a hidden folder beside
// dir (".<name>.partial") and renames that when all is written, so dir is
// never incomplete. A run that was interrupted goes on where it stopped; the
// bytes are the same for any number of workers, interruptions or repetitions.
//
// When dir holds this cohort already, made by the same code, Write returns at
// once. Another simulated cohort is replaced only with Force; anything else in
// dir is [ErrForeign]. A cancelled context ends the run with its error.
func Write(ctx context.Context, dir string, o Options) (Summary, error) {
	all, truth, err := Patients(o)
	if err != nil {
		return Summary{}, err
	}
	if dir, err = filepath.Abs(dir); err != nil {
		return Summary{}, writeFault(err)
	}
	parent, name := filepath.Split(dir)
	if err := os.MkdirAll(parent, 0o755); err != nil {
		return Summary{}, writeFault(err)
	}
	unlock, err := acquire(filepath.Join(parent, "."+name+".lock"))
	if err != nil {
		return Summary{}, err
	}
	defer unlock()

	id := identify(o)
	if there, kept, err := inspect(dir, id, o.Force); err != nil || kept {
		return there, err
	}
	j := &job{dir: filepath.Join(parent, "."+name+".partial"), options: o, id: id, patients: all, truth: truth}
	if j.strengths, err = readStrengths(); err != nil {
		return Summary{}, err
	}
	if err := j.run(ctx); err != nil {
		return Summary{}, err
	}
	if err := replace(j.dir, dir); err != nil {
		return Summary{}, writeFault(err)
	}
	return Summary{Dir: dir, Patients: o.N, Positive: o.Positive, Files: j.card.Files, Bytes: j.card.Bytes, Resumed: j.resumed}, nil
}

// replace puts the finished folder in the place of what was there.
func replace(finished, dir string) error {
	old := finished + ".old"
	if err := os.RemoveAll(old); err != nil {
		return err
	}
	if err := os.Rename(dir, old); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err := os.Rename(finished, dir); err != nil {
		return err
	}
	return os.RemoveAll(old)
}

// job is the making of one cohort in the partial folder.
type job struct {
	dir       string
	options   Options
	id        identity
	patients  []Patient
	truth     Truth
	strengths strengths
	card      card
	resumed   int
}

func (j *job) run(ctx context.Context) error {
	if err := j.start(); err != nil {
		return err
	}
	facts, err := j.makePatients(ctx)
	if err != nil {
		return err
	}
	j.card = newCard(j.options, j.truth.About, j.id)
	for i, f := range facts {
		j.card.Files += f.Files
		j.card.Bytes += f.Bytes
		j.truth.Patients[j.patients[i].ID] = f.Truth
	}
	table, err := CSV(j.patients)
	if err != nil {
		return err
	}
	j.card.Table = provenance.HashBytes(table)
	for _, file := range []struct {
		name    string
		content any
	}{{"cohort.csv", table}, {"truth.json", j.truth}, {"cohort.json", j.card}} {
		b, isTable := file.content.([]byte)
		if !isTable {
			if b, err = json.MarshalIndent(file.content, "", "  "); err != nil {
				return fmt.Errorf("simulate: %s: %w", file.name, err)
			}
			b = append(b, '\n')
		}
		if err := renameio.WriteFile(filepath.Join(j.dir, file.name), b, 0o644); err != nil {
			return writeFault(err)
		}
	}
	if err := os.RemoveAll(filepath.Join(j.dir, doneFolder)); err != nil {
		return writeFault(err)
	}
	return nil
}

// makePatients makes what is not yet there, several patients at once, and
// returns the facts of each in their order.
func (j *job) makePatients(ctx context.Context) ([]facts, error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	workers := j.options.Workers
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	found := make([]facts, len(j.patients))
	queue := make(chan int)
	var group sync.WaitGroup
	var mu sync.Mutex
	done := 0
	for range min(workers, len(j.patients)) {
		group.Go(func() {
			for i := range queue {
				f, resumed, err := j.patient(ctx, i)
				if err != nil {
					cancel(err)
					continue
				}
				mu.Lock()
				found[i] = f
				done++
				if resumed {
					j.resumed++
				}
				if j.options.Progress != nil {
					j.options.Progress(done, len(j.patients))
				}
				mu.Unlock()
			}
		})
	}
feed:
	for i := range j.patients {
		select {
		case queue <- i:
		case <-ctx.Done():
			break feed
		}
	}
	close(queue)
	group.Wait()
	return found, context.Cause(ctx)
}
