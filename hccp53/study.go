package hccp53

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"

	"hcclab/data"
	"hcclab/hccp53/cohort"
	"hcclab/hccp53/deeplearning"
	"hcclab/hccp53/fault"
	"hcclab/hccp53/provenance"
)

// Study is one cohort with the choices of one study file.
type Study struct {
	settings Settings
	schema   cohort.Schema
	cohort   *cohort.Cohort // eligible by the rules on columns
	flow     cohort.Flow
	store    *provenance.Store
	ledger   *provenance.Ledger

	usable          func() (usable, error)               // once a process
	opened          func() (*deeplearning.Device, error) // once a process
	simulatedImages atomic.Bool                          // images read so far name the simulator

	trees sync.Map // hash of a patient's images, by folder

	ctx      context.Context
	progress func(Progress)
	show     func(Shown) error
}

// Progress tells how far a long step is.
type Progress struct {
	Stage       string // such as "Extracting radiomics features"
	Done, Total int
	Note        string // such as "epoch 7 of 15, loss 0.61"
}

// Shown is a figure or a table that has been saved.
type Shown struct {
	Figure *Figure // nil for a table
	SVG    []byte
	Record FigureRecord
	Table  *Table // nil for a figure
}

// Option changes how a study talks to its surroundings. But for [KeepGoing] it
// never changes a result.
type Option func(*Study)

// WithProgress has f called while long steps work. It may be called from
// several goroutines.
func WithProgress(f func(Progress)) Option { return func(s *Study) { s.progress = f } }

// WithDisplay has f called with every figure and table that is saved.
func WithDisplay(f func(Shown) error) Option { return func(s *Study) { s.show = f } }

// WithContext ends long steps when ctx is done. What is finished is kept.
func WithContext(ctx context.Context) Option { return func(s *Study) { s.ctx = ctx } }

// WithResults writes figures and tables to another folder than the one that
// the study file names.
func WithResults(dir string) Option { return func(s *Study) { s.settings.Results = dir } }

// KeepGoing leaves out patients whose images cannot be used, as on_problem:
// leave in the study file does. They are counted in the flow chart.
func KeepGoing() Option { return func(s *Study) { s.settings.OnProblem = "leave" } }

// Open reads the study file, the schema and the cohort file, and applies the
// eligibility rules. Images are not touched. The errors name file, line, column
// and value, and say what to do.
func Open(path string, options ...Option) (*Study, error) {
	settings, err := readSettings(path)
	if err != nil {
		return nil, err
	}
	s := &Study{settings: settings, ctx: context.Background(), progress: func(Progress) {}, show: func(Shown) error { return nil }}
	for _, option := range options {
		option(s)
	}
	if s.schema, err = readSchema(settings.Schema); err != nil {
		return nil, err
	}
	all, err := cohort.Read(settings.Cohort, s.schema)
	if err != nil {
		return nil, err
	}
	if err := checkPhaseSeries(all.Patients()); err != nil {
		return nil, err
	}
	if s.cohort, s.flow, err = all.Apply(settings.Eligibility); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	for _, column := range settings.Clinical.Candidates {
		if _, err := s.cohort.Patients().Missing(column); err != nil {
			return nil, fmt.Errorf("%s: clinical.candidates: %w", path, err)
		}
	}
	if s.store, err = provenance.OpenStore(settings.Store); err != nil {
		return nil, err
	}
	s.usable = sync.OnceValues(s.findUsable)
	s.opened = sync.OnceValues(func() (*deeplearning.Device, error) { return deeplearning.OpenDevice(settings.Networks.Backend) })
	s.ledger = provenance.OpenLedger(filepath.Join(settings.Store, "looks.jsonl"))
	return s, nil
}

func readSchema(path string) (cohort.Schema, error) {
	if path == "" {
		return cohort.ReadSchema(bytes.NewReader(data.CohortSchema))
	}
	content, err := os.ReadFile(path)
	if err != nil {
		return cohort.Schema{}, fault.Wrap(ErrSettings, fault.Bare(err), "the schema cannot be read").At("%s", path).
			Try("check schema in study.yaml; without it the schema of the demo cohort is used")
	}
	schema, err := cohort.ReadSchema(bytes.NewReader(content))
	if err != nil {
		return schema, fmt.Errorf("%s: %w", path, err)
	}
	return schema, nil
}

// Settings returns the choices of the study file.
func (s *Study) Settings() Settings { return s.settings }

// Simulated reports whether patients are made by the simulator, as the card
// beside the cohort file says, or the images themselves, as far as they have
// been read. Every figure and table says so.
func (s *Study) Simulated() bool { return s.cohort.Card().Simulated || s.simulatedImages.Load() }

// Patients returns the eligible patients, without outcomes. Those whose images
// cannot be used are still among them; see [Study.Check].
func (s *Study) Patients() cohort.Patients { return s.cohort.Patients() }

// usable are the patients whose images can be used.
type usable struct {
	cohort *cohort.Cohort
	flow   cohort.Flow
}

// do runs a step under the study's context.
func (s *Study) do(step provenance.Step, work func(ctx context.Context, out *provenance.Output) error) (*provenance.Result, error) {
	return s.store.Do(s.ctx, step, work)
}
