package perturb

import (
	"context"
	"fmt"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"hcclab/hccp53/fault"
	"hcclab/hccp53/provenance"
	"hcclab/hccp53/radiomics"
	"hcclab/hccp53/volume"
)

// Options say how a chain is run.
type Options struct {
	// Seed and Case name the random streams. Case tells patients apart and must
	// not depend on their order; it appears in no message.
	Seed uint64
	Case string
	// Repetitions, when not 0, takes that many of the chain's by chance, the same
	// for every case of a seed.
	Repetitions int
	// Margin is how many mm around the VOI are kept of the image at least; 30 are
	// anyway.
	Margin float64
	// Workers is how many repetitions are measured at a time; 0 as many as there
	// are processors. It changes no result.
	Workers int
	// Progress, when not nil, is told how many repetitions are done, one call at a
	// time.
	Progress func(done, total int)
}

// Variant is one perturbed image and VOI, on one grid.
type Variant struct {
	Perturbation
	Image *volume.Image
	VOI   *volume.Mask
	// Settings are those to measure it with: what has been done to the image
	// already, such as normalising, is switched off.
	Settings radiomics.Settings
}

// Result is what [Run] found in one case.
type Result struct {
	// Columns are the identifiers of the features, as [radiomics.Names].
	Columns []string `json:"columns"`
	// Perturbations say what was done; Values has a row for each.
	Perturbations []Perturbation `json:"-"`
	Values        [][]float64    `json:"values"`
	// NoiseLevel is the standard deviation of the noise that was added, or 0.
	NoiseLevel float64 `json:"noise_level,omitempty"`
	// Warnings are those of measuring, each once.
	Warnings []string `json:"warnings,omitempty"`
}

// Run measures a VOI once a repetition of the chain. Neither image nor VOI is
// changed.
//
// Errors: [ErrChain]; those of [radiomics.Extract], and [ErrVOI] when nothing of
// the VOI is left, both with the perturbation that led there; that of ctx.
func Run(ctx context.Context, img *volume.Image, voi *volume.Mask, s radiomics.Settings, c Chain, o Options) (*Result, error) {
	if err := c.Validate(); err != nil {
		return nil, err
	}
	res := &Result{Perturbations: c.draw(o.Repetitions, o.Seed)}
	res.Values = make([][]float64, len(res.Perturbations))
	warnings := make([][]string, len(res.Perturbations))
	var first []radiomics.Feature
	level, err := Each(ctx, img, voi, s, c, o, func(k int, v Variant) error {
		got, err := radiomics.Extract(ctx, v.Image, v.VOI, v.Settings)
		if err != nil {
			return err
		}
		res.Values[k], warnings[k] = got.Values(), got.Warnings
		if k == 0 {
			first = got.Features
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	res.NoiseLevel = level
	for _, f := range first {
		res.Columns = append(res.Columns, f.ID())
	}
	for _, w := range slices.Concat(warnings...) {
		if !slices.Contains(res.Warnings, w) {
			res.Warnings = append(res.Warnings, w)
		}
	}
	return res, nil
}

// Each calls do for each repetition, with its number among those that are taken
// from 0 on; several calls may run at a time. It returns the standard deviation
// of the noise that was added, or 0. See [Run]; an error of do ends it, and that
// of the first repetition is returned.
func Each(ctx context.Context, img *volume.Image, voi *volume.Mask, s radiomics.Settings, c Chain, o Options, do func(k int, v Variant) error) (noise float64, err error) {
	if err := c.Validate(); err != nil {
		return 0, err
	}
	src, err := newSource(ctx, img, voi, s, c, o)
	if err != nil {
		return 0, err
	}
	all := c.draw(o.Repetitions, o.Seed)
	images := map[int]*sample{}
	for _, p := range all {
		if images[p.Image] == nil {
			images[p.Image] = &sample{}
		}
		images[p.Image].left.Add(1)
	}
	workers := o.Workers
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	errs := make([]error, len(all))
	var next, done atomic.Int64
	var failed atomic.Bool
	var tell sync.Mutex
	var wg sync.WaitGroup
	for range min(workers, len(all)) {
		wg.Go(func() {
			for ctx.Err() == nil && !failed.Load() {
				k := int(next.Add(1)) - 1
				if k >= len(all) {
					return
				}
				v, err := src.variant(ctx, all[k], images[all[k].Image])
				if err == nil {
					err = do(k, v)
				}
				if err != nil {
					errs[k] = fmt.Errorf("after %s: %w", all[k], err)
					failed.Store(true)
				}
				if o.Progress != nil {
					tell.Lock()
					o.Progress(int(done.Add(1)), len(all))
					tell.Unlock()
				}
			}
		})
	}
	wg.Wait()
	if err := ctx.Err(); err != nil {
		return 0, err
	}
	for _, err := range errs {
		if err != nil {
			return 0, err
		}
	}
	return src.level, nil
}

// sample is an image that several repetitions measure.
type sample struct {
	once sync.Once
	left atomic.Int64 // repetitions that are to come

	image  *volume.Image
	voi    *volume.Mask
	labels []int32
	n      int
	err    error
}

// variant makes one perturbed image and VOI.
func (src *source) variant(ctx context.Context, p Perturbation, s *sample) (Variant, error) {
	s.once.Do(func() { s.make(ctx, src, p) })
	v := Variant{Perturbation: p, Image: s.image, VOI: s.voi, Settings: src.measure}
	labels, n, err := s.labels, s.n, s.err
	if s.left.Add(-1) == 0 {
		s.image, s.voi, s.labels = nil, nil, nil
	}
	if err != nil {
		return v, err
	}
	// A stream is named by what precedes it, not by how many repetitions are
	// taken.
	if p.Volume != 0 {
		v.VOI = Resize(v.VOI, p.Volume, provenance.Rand(src.seed, "perturb/volume", src.name, p.Number))
	}
	if p.Contour {
		v.VOI = RandomContour(v.VOI, labels, n, provenance.Rand(src.seed, "perturb/contour", src.name, p.Number))
	}
	if v.VOI.Count() == 0 {
		return v, fault.New(ErrVOI, "nothing is left of the VOI of %d voxels", src.voi.Count()).Try("leave the VOI out: it is too small for this chain")
	}
	return v, nil
}

func (s *sample) make(ctx context.Context, src *source, p Perturbation) {
	if s.image, s.voi, s.err = src.sampled(ctx, p); s.err != nil || !p.Contour {
		return
	}
	lo, hi, ok := s.voi.Box()
	if !ok {
		return // said when the variant is made
	}
	lo, hi = s.voi.Grow(lo, hi, supervoxelMargin)
	near := s.image.Crop(lo, hi, 0)
	lowest, highest := intensityRange(near)
	if !(highest-lowest < 1e300) { // NaN or infinite
		s.err = infinite()
		return
	}
	some, n := Supervoxels(near, lowest, highest)
	s.n = n
	s.labels = make([]int32, s.image.Len())
	for i := range s.labels {
		s.labels[i] = -1
	}
	for i, k := range some {
		x, y, z := near.Voxel(i)
		s.labels[s.image.Index(x+lo[0], y+lo[1], z+lo[2])] = k
	}
}
