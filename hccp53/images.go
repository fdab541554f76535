package hccp53

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync/atomic"

	"golang.org/x/sync/errgroup"

	"hcclab/hccp53/cohort"
	"hcclab/hccp53/fault"
	"hcclab/hccp53/patient"
	"hcclab/hccp53/provenance"
)

// ErrPatient reports a patient whose images or VOI cannot be used.
var ErrPatient = errors.New("hccp53: patient not usable")

// Checked is the outcome of [Study.Check].
type Checked struct {
	Patients []PatientCheck `json:"patients"`
	Flow     cohort.Flow    `json:"flow"`
}

// PatientCheck says what the images of one patient turned out to be.
type PatientCheck struct {
	Case   int             `json:"case"`
	Line   int             `json:"line"` // of the cohort file
	Report *patient.Report `json:"report"`
	// Problem says why the patient cannot be used and Remedy what to do; both
	// are empty if nothing is wrong.
	Problem string `json:"problem"`
	Remedy  string `json:"remedy"`

	err error
}

// Problems returns the patients that cannot be used.
func (c *Checked) Problems() []PatientCheck {
	var bad []PatientCheck
	for _, p := range c.Patients {
		if p.Problem != "" {
			bad = append(bad, p)
		}
	}
	return bad
}

// Check reads the images and VOIs of all eligible patients and reports what was
// found, without stopping at a patient who cannot be used.
func (s *Study) Check() (*Checked, error) {
	patients := s.Patients()
	c := &Checked{Patients: make([]PatientCheck, patients.Len()), Flow: s.flow}
	err := s.eachPatient("Checking images", patients, func(ctx context.Context, i int) error {
		return s.checkPatient(ctx, patients, i, &c.Patients[i])
	})
	return c, err
}

// readings are the VOIs of a patient: the one that is used, and those of the
// reader study, which may be missing.
var readings = []cohort.Role{cohort.RoleVOI, cohort.RoleReader2, cohort.RoleReread}

// checkPatient keeps the report of a patient without a problem. A problem is
// looked at again each time: the user may have mended it.
func (s *Study) checkPatient(ctx context.Context, p cohort.Patients, i int, check *PatientCheck) error {
	check.Case, check.Line = p.Case(i), p.Line(i)
	inputs, err := s.imageInputs(p, i, readings...)
	if err == nil {
		step := provenance.Step{
			Name: "images.check", Code: checkCode, Inputs: inputs,
			Params: map[string]any{"images": s.settings.Images, "radiomics": s.measuring()},
		}
		var res *provenance.Result
		res, err = s.store.Do(ctx, step, func(ctx context.Context, out *provenance.Output) error {
			img, err := s.load(ctx, p, i)
			if err != nil {
				return err
			}
			var report patient.Report
			for _, r := range readings {
				path := p.VOI(i, r)
				if path == "" {
					continue
				}
				lesion, lesions, err := img.VOI(path)
				if err != nil {
					return err
				}
				if err := img.Measurable(ctx, lesion, s.measuring()); err != nil {
					return fmt.Errorf("%s: %w", filepath.Base(path), err)
				}
				if r == cohort.RoleVOI {
					report = img.Report(lesion, lesions)
				}
			}
			return out.WriteJSON("report.json", report)
		})
		if err == nil {
			if err = res.ReadJSON("report.json", &check.Report); err == nil && check.Report.Simulated {
				s.simulatedImages.Store(true)
			}
			return err
		}
	}
	if ctx.Err() != nil || errors.Is(err, provenance.ErrStore) {
		return err
	}
	check.err, check.Problem = err, err.Error()
	var f *fault.Error
	if errors.As(err, &f) {
		check.Remedy = f.Remedy
		check.Problem = strings.TrimSuffix(check.Problem, "; "+f.Remedy)
	}
	return nil
}

// imageInputs returns the hashes of a patient's images and VOIs, by role, and of
// what names phases by hand. A missing VOI of the reader study or of a phase is
// no input. The images are hashed once a
// process.
func (s *Study) imageInputs(p cohort.Patients, i int, readings ...cohort.Role) (map[string]provenance.Hash, error) {
	tree, known := s.trees.Load(p.Images(i))
	if !known {
		h, err := s.store.HashTree(p.Images(i))
		if err != nil {
			return nil, s.inColumn(cohort.RoleImages, err)
		}
		tree = h
		s.trees.Store(p.Images(i), h)
	}
	inputs := map[string]provenance.Hash{"images": tree.(provenance.Hash)}
	if named := p.PhaseSeries(i); named != "" {
		inputs[string(cohort.RolePhaseSeries)] = provenance.HashBytes([]byte(named))
	}
	for _, r := range slices.Concat(readings, s.drawnOn()) {
		path := p.VOI(i, r)
		if path == "" {
			continue
		}
		h, err := s.store.HashFile(path)
		if err != nil {
			return nil, s.inColumn(r, err)
		}
		inputs[string(r)] = h
	}
	return inputs, nil
}

// inColumn says in which column of the cohort file a path stands.
func (s *Study) inColumn(r cohort.Role, err error) error {
	column, _ := s.schema.Role(r)
	return fmt.Errorf("column %q: %w", column.Name, err)
}

// eachPatient calls work for every patient, on all processors, and reports
// progress. An error ends it; the one returned is that of the first patient, in
// the order of the cohort, who has one, and says whose it is, by case and line.
func (s *Study) eachPatient(stage string, p cohort.Patients, work func(ctx context.Context, i int) error) error {
	var group errgroup.Group
	group.SetLimit(runtime.GOMAXPROCS(0))
	var done atomic.Int64
	var failed atomic.Bool
	errs := make([]error, p.Len())
	s.progress(Progress{Stage: stage, Total: p.Len()})
	for i := range p.Len() {
		if failed.Load() || s.ctx.Err() != nil {
			break // all before a failed one have begun, so the first is among them
		}
		group.Go(func() error {
			if errs[i] = work(s.ctx, i); errs[i] != nil {
				failed.Store(true)
				return nil
			}
			s.progress(Progress{Stage: stage, Done: int(done.Add(1)), Total: p.Len()})
			return nil
		})
	}
	_ = group.Wait() // errors are in errs
	if err := s.ctx.Err(); err != nil {
		return err
	}
	for i, err := range errs {
		if errors.Is(err, provenance.ErrStore) {
			return err // no fault of the patient
		}
		if err != nil {
			return fmt.Errorf("case %d (%s, line %d): %w", p.Case(i), p.File(), p.Line(i), err)
		}
	}
	return nil
}

// findUsable returns the cohort without the patients whose images cannot be
// used, or the error of the first of them, as on_problem says.
func (s *Study) findUsable() (usable, error) {
	checked, err := s.Check()
	if err != nil {
		return usable{}, err
	}
	bad := checked.Problems()
	if len(bad) == 0 {
		return usable{s.cohort, s.flow}, nil
	}
	if s.settings.OnProblem == "leave" {
		cases := make([]int, len(bad))
		for k, b := range bad {
			cases[k] = b.Case
		}
		c, flow, err := s.cohort.Without(s.flow, "images or VOI not usable", cases)
		return usable{c, flow}, err
	}
	first := bad[0]
	remedy := []string{"`hccp53 check` lists all", "on_problem: leave in study.yaml goes on without them"}
	if first.Remedy != "" {
		remedy = append([]string{first.Remedy}, remedy...)
	}
	return usable{}, fault.New(errors.Join(ErrPatient, first.err), "%s (%d of %d patients cannot be used)", first.Problem, len(bad), len(checked.Patients)).
		At("case %d (%s, line %d)", first.Case, s.Patients().File(), first.Line).Try("%s", strings.Join(remedy, "; "))
}
