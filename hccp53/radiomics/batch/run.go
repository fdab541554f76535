package batch

import (
	"context"
	"runtime"
	"strconv"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"hcclab/hccp53/fault"
	"hcclab/hccp53/radiomics"
	"hcclab/hccp53/voi"
)

// Order says what is to be measured and how.
type Order struct {
	List
	// Settings are those of all cases; Name stands for them in the output.
	Settings radiomics.Settings
	Name     string
	// Labels are those of cases that name none.
	Labels   []string
	Geometry Geometry
	// Jobs is how many cases are in memory at a time; 0 is one a processor.
	Jobs int
	// Journal is the path of the journal, "" for none. Fresh forgets what is in
	// it.
	Journal string
	Fresh   bool
	// Progress is called when a case is done, from one goroutine at a time.
	Progress func(done, total int, id string)
}

// Result is what was measured of a region of a case.
type Result struct {
	// Label is the number of the region, Region its name.
	Label  int    `json:"label"`
	Region string `json:"region"`
	// Names are the identifiers of the features, Values their values.
	Names       []string     `json:"-"`
	Values      []float64    `json:"values"`
	Diagnostics []Diagnostic `json:"diagnostics"`
	Warnings    []string     `json:"warnings,omitempty"`
}

// label is the number as text.
func (r Result) label() string { return strconv.Itoa(r.Label) }

// Problem is a case, or a region of it, that could not be measured, or a warning
// about one that could.
type Problem struct {
	Case    string `json:"case"`
	Line    int    `json:"line,omitempty"` // of the list
	Label   string `json:"label,omitempty"`
	Warning bool   `json:"warning,omitempty"`
	Message string `json:"message"`
	// Err is nil for a warning.
	Err error `json:"-"`
}

// Report is what a run came to.
type Report struct {
	// Order is what was asked for, SettingsYAML the settings as YAML.
	Order        Order
	SettingsYAML string
	// Results has an entry a case; it is empty for one that failed.
	Results [][]Result
	// Problems are in the order of the cases.
	Problems []Problem
	// Failed counts the cases of which something could not be measured, Kept those
	// that the journal had.
	Failed, Kept int
	// Took is the time on the clock.
	Took time.Duration
}

// Run measures all cases. One that fails is a [Problem] of the report; the error
// is of the order as a whole: [ErrOrder], [ErrJournal], radiomics.ErrSettings,
// or that of ctx, when the cases that were done are in the journal.
func Run(ctx context.Context, o Order) (*Report, error) {
	begun := time.Now()
	if err := o.Settings.Validate(); err != nil {
		return nil, err
	}
	if err := o.Geometry.validate(); err != nil {
		return nil, err
	}
	if o.Jobs < 0 {
		return nil, fault.New(ErrOrder, "%d jobs cannot be run", o.Jobs).Try("use 1 or more, or 0 for one a processor")
	}
	if o.Jobs == 0 {
		o.Jobs = runtime.GOMAXPROCS(0)
	}
	settings, imageTypes, yaml, err := configuration(o.Settings)
	if err != nil {
		return nil, err
	}
	j, err := openJournal(o.Journal, o.Fresh)
	if err != nil {
		return nil, err
	}
	defer j.close()
	r := &Report{Order: o, SettingsYAML: yaml, Results: make([][]Result, len(o.Cases))}
	problems := make([][]Problem, len(o.Cases))
	static := versions(o.Settings.Profile, settings, imageTypes)
	var mu sync.Mutex
	done := 0
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(o.Jobs)
	for i, c := range o.Cases {
		if ctx.Err() != nil {
			break
		}
		g.Go(func() error {
			key, err := o.key(ctx, c, yaml)
			results, found := j.find(key)
			switch {
			case err != nil:
				problems[i] = []Problem{failed(c, "", err)}
			case !found:
				results, problems[i] = o.measure(ctx, c, static)
			}
			if ctx.Err() != nil {
				return ctx.Err()
			}
			if err == nil && !found && len(problems[i]) == 0 {
				if err := j.add(key, results); err != nil {
					return err
				}
			}
			r.Results[i] = results
			mu.Lock()
			defer mu.Unlock()
			done++
			if found {
				r.Kept++
			}
			if len(problems[i]) > 0 {
				r.Failed++
			}
			if o.Progress != nil {
				o.Progress(done, len(o.Cases), c.ID)
			}
			return nil
		})
	}
	if err := g.Wait(); err != nil {
		return nil, err
	}
	if err := ctx.Err(); err != nil && done < len(o.Cases) {
		return nil, err
	}
	for i, c := range o.Cases {
		for _, res := range r.Results[i] {
			for _, w := range res.Warnings {
				r.Problems = append(r.Problems, Problem{Case: c.ID, Line: c.Line, Label: res.label(), Warning: true, Message: w})
			}
		}
		r.Problems = append(r.Problems, problems[i]...)
	}
	r.Took = time.Since(begun)
	return r, nil
}

// labels are those of the case, or of the order.
func (o *Order) labels(c Case) []string {
	if len(c.Labels) > 0 {
		return c.Labels
	}
	return o.Labels
}

func failed(c Case, label string, err error) Problem {
	return Problem{Case: c.ID, Line: c.Line, Label: label, Message: err.Error(), Err: err}
}

// measure measures the regions of a case that are asked for.
func (o *Order) measure(ctx context.Context, c Case, static []Diagnostic) (results []Result, problems []Problem) {
	bad := func(err error) ([]Result, []Problem) { return nil, []Problem{failed(c, "", err)} }
	p, err := readImage(ctx, c.Image, c.Choice)
	if err != nil {
		return bad(err)
	}
	drawn, err := openMask(c.Mask, p, o.Geometry)
	if err != nil {
		return bad(err)
	}
	regions, err := drawn.choose(o.labels(c), base(c.Mask))
	if err != nil {
		return bad(err)
	}
	for _, region := range regions {
		res, err := o.region(ctx, p, drawn, region, static)
		if err != nil {
			problems = append(problems, failed(c, res.label(), err))
			continue
		}
		results = append(results, res)
	}
	return results, problems
}

func (o *Order) region(ctx context.Context, p *picture, drawn *outlines, r voi.Region, static []Diagnostic) (Result, error) {
	out := Result{Label: r.Number, Region: r.Name}
	mask, own, warnings, err := drawn.take(r)
	if err != nil {
		return out, err
	}
	found, err := radiomics.Extract(ctx, p.image, mask, o.Settings)
	if err != nil {
		return out, err
	}
	for _, f := range found.Features {
		out.Names = append(out.Names, f.ID())
		out.Values = append(out.Values, f.Value)
	}
	out.Diagnostics = described{static, p.hash, drawn.hash, own}.diagnostics(found.Diagnostics.Stages)
	out.Warnings = append(append(append(out.Warnings, p.warnings...), warnings...), found.Warnings...)
	return out, nil
}
