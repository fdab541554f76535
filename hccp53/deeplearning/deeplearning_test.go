package deeplearning_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hcclab/data"
	"hcclab/hccp53/cohort"
	"hcclab/hccp53/cohort/leaky"
	"hcclab/hccp53/deeplearning"
	"hcclab/hccp53/deeplearning/fusion"
	"hcclab/hccp53/deeplearning/resnet"
	"hcclab/hccp53/deeplearning/train"
	"hcclab/hccp53/fault"
	"hcclab/hccp53/provenance"
)

const size = 32

var phases = []string{"AP", "DP"}

// settings train for one epoch of one step, which is enough to see who taught.
func settings() deeplearning.Settings {
	return deeplearning.Settings{Size: size, StopFraction: 0.2, Training: train.Settings{
		Batch: 8, Epochs: train.Epochs{Floor: 1, Cap: 1, Patience: 1}, LearningRate: 1e-3,
	}}
}

// machine returns a machine on the pure-Go backend.
func machine(t testing.TB, kind string) *deeplearning.Machine {
	t.Helper()
	d, err := deeplearning.OpenDevice(deeplearning.Go)
	if err != nil {
		t.Fatal(err)
	}
	m, err := deeplearning.NewMachine(d, kind, "ResNet18", len(phases), settings())
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// readCohort returns one patient an outcome, their identifiers in order.
func readCohort(t testing.TB, outcome []bool) *cohort.Cohort {
	t.Helper()
	c, err := writeCohort(t.TempDir(), outcome)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func writeCohort(dir string, outcome []bool) (*cohort.Cohort, error) {
	text := "patient_id,p53,images,voi\n"
	for i, y := range outcome {
		text += fmt.Sprintf("S%04d,%s,a,b\n", i, map[bool]string{false: "negative", true: "positive"}[y])
	}
	path := filepath.Join(dir, "cohort.csv")
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		return nil, err
	}
	schema, err := cohort.ReadSchema(bytes.NewReader(data.CohortSchema))
	if err != nil {
		return nil, err
	}
	return cohort.Read(path, schema)
}

// hold returns the fold that holds the patients at the given places, whatever
// their outcomes.
func hold(t testing.TB, c *cohort.Cohort, held []int) cohort.Fold {
	t.Helper()
	var fit, out []int
	for i, k := range c.Patients().Cases() {
		if slices.Contains(held, i) {
			out = append(out, k)
		} else {
			fit = append(fit, k)
		}
	}
	fitted, _, err := c.Without(cohort.Flow{}, "held out", out)
	if err != nil {
		t.Fatal(err)
	}
	rest, _, err := c.Without(cohort.Flow{}, "fitted", fit)
	if err != nil {
		t.Fatal(err)
	}
	return cohort.Fold{Fit: leaky.Everyone(fitted), Held: rest.Patients(), Rows: held}
}

// alternating returns n outcomes, positive and negative in turn.
func alternating(n int) []bool {
	y := make([]bool, n)
	for i := range y {
		y[i] = i%2 == 0
	}
	return y
}

// image is that of a case: noise, the second phase brighter than the first.
func image(seed uint64, caseNumber int) []float32 {
	rng := provenance.Rand(seed, "image", caseNumber)
	img := make([]float32, size*size*len(phases))
	for i := range img {
		img[i] = float32(rng.NormFloat64()) + float32(i%len(phases))
	}
	return img
}

func crops(t testing.TB, p cohort.Patients) *deeplearning.Crops {
	t.Helper()
	all := deeplearning.NewCrops(size, phases)
	for _, k := range p.Cases() {
		if err := all.Add(k, image(1, k)); err != nil {
			t.Fatal(err)
		}
	}
	return all
}

// learnt returns all that a fold learnt, in bytes: weights, standard, history.
func learnt(t *testing.T, m *deeplearning.Machine, f *deeplearning.FoldModel) []byte {
	t.Helper()
	part := *f
	part.Held = nil // what it says of the patients held out is no part of it
	b, err := m.Encode(&part)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// TestFold trains one network a few times, one step each, and looks at what
// went into it, what came out, and what is kept of it.
func TestFold(t *testing.T) {
	if testing.Short() {
		t.Skip("trains networks on the pure-Go backend")
	}
	const seed = 5
	m := machine(t, "MC")
	ctx := context.Background()
	held := []int{0, 3, 6, 9}
	c := readCohort(t, alternating(14))
	fold, all := hold(t, c, held), crops(t, c.Patients())
	var told []train.Epoch
	fit := func(fold cohort.Fold, all *deeplearning.Crops) *deeplearning.FoldModel {
		t.Helper()
		f, err := m.FitFold(ctx, fold, 1, all, seed, func(e train.Epoch) { told = append(told, e) })
		if err != nil {
			t.Fatal(err)
		}
		return f
	}
	f := fit(fold, all)
	if f.Network != "MC ResNet18" || f.Fold != 2 || f.Fitted != 8 || f.Stopped != 2 || f.Best != 1 || len(f.Held) != len(held) {
		t.Errorf("got %+v", f)
	}
	if len(f.History) != 1 || !cmp.Equal(told, f.History) {
		t.Errorf("told of %+v, history %+v", told, f.History)
	}

	t.Run("standard is that of the patients fitted", func(t *testing.T) {
		rest, _, err := fold.Fit.Divide(settings().StopFraction, seed, "stop/fold 2")
		if err != nil {
			t.Fatal(err)
		}
		for p := range phases {
			n, sum, squares := 0.0, 0.0, 0.0
			for _, k := range rest.Patients().Cases() {
				for i, v := range image(1, k) {
					if i%len(phases) == p {
						n, sum, squares = n+1, sum+float64(v), squares+float64(v)*float64(v)
					}
				}
			}
			if sd := math.Sqrt(squares/n - sum*sum/n/n); math.Abs(f.Standard.Mean[p]-sum/n) > 1e-9 || math.Abs(f.Standard.SD[p]-sd) > 1e-9 {
				t.Errorf("%s: %v ± %v, want %v ± %v", phases[p], f.Standard.Mean[p], f.Standard.SD[p], sum/n, sd)
			}
		}
	})

	t.Run("held patients have the score of the network", func(t *testing.T) {
		z, err := m.Score(ctx, []*deeplearning.FoldModel{f}, fold.Held, all)
		if err != nil || !cmp.Equal(z, f.Held) {
			t.Errorf("scores %v, held %v (%v)", z, f.Held, err)
		}
		for i := range z {
			if slices.Index(z, z[i]) != i || math.IsNaN(z[i]) {
				t.Errorf("scores %v", z)
			}
		}
	})

	t.Run("weights survive the file", func(t *testing.T) {
		b, err := m.Encode(f)
		if err != nil {
			t.Fatal(err)
		}
		back, err := m.Decode(b)
		if err != nil {
			t.Fatal(err)
		}
		z, err := m.Score(ctx, []*deeplearning.FoldModel{back}, fold.Held, all)
		if err != nil || !cmp.Equal(z, f.Held) || !cmp.Equal(back.Held, f.Held) {
			t.Errorf("scores %v, before %v (%v)", z, f.Held, err)
		}
		again, err := m.Encode(back)
		if err != nil || !bytes.Equal(again, b) {
			t.Errorf("the bytes changed (%v)", err)
		}
	})

	// Images and outcomes of the patients held out change nothing of it: and so
	// the same run, repeated, gives the same bytes.
	t.Run("held patients teach nothing", func(t *testing.T) {
		outcome := alternating(14)
		for _, i := range held {
			outcome[i] = !outcome[i]
		}
		d := readCohort(t, outcome)
		other := crops(t, d.Patients())
		for _, i := range held {
			if err := other.Add(d.Patients().Case(i), make([]float32, size*size*len(phases))); err != nil {
				t.Fatal(err)
			}
		}
		g := fit(hold(t, d, held), other)
		if !bytes.Equal(learnt(t, m, g), learnt(t, m, f)) {
			t.Error("what was learnt depends on patients held out")
		}
		if cmp.Equal(g.Held, f.Held) {
			t.Error("the scores of patients held out do not depend on their images")
		}
	})

	t.Run("fitted patients teach", func(t *testing.T) {
		other := crops(t, c.Patients())
		rest, _, err := fold.Fit.Divide(settings().StopFraction, seed, "stop/fold 2")
		if err != nil {
			t.Fatal(err)
		}
		k := rest.Patients().Case(0)
		if err := other.Add(k, image(2, k)); err != nil {
			t.Fatal(err)
		}
		g := fit(fold, other)
		if bytes.Equal(learnt(t, m, g), learnt(t, m, f)) {
			t.Error("what was learnt does not depend on patients fitted")
		}
		// The score of several folds is the mean of their logits.
		z, err := m.Score(ctx, []*deeplearning.FoldModel{f, g}, fold.Held, all)
		if err != nil {
			t.Fatal(err)
		}
		own, err := m.Score(ctx, []*deeplearning.FoldModel{g}, fold.Held, all)
		if err != nil {
			t.Fatal(err)
		}
		for i := range z {
			if math.Abs(z[i]-(f.Held[i]+own[i])/2) > 1e-12 {
				t.Errorf("patient %d: %v, want the mean of %v and %v", i, z[i], f.Held[i], own[i])
			}
		}
	})

	t.Run("cancelled", func(t *testing.T) {
		stopped, cancel := context.WithCancel(ctx)
		cancel()
		if _, err := m.FitFold(stopped, fold, 1, all, seed, nil); !errors.Is(err, context.Canceled) {
			t.Errorf("training: %v", err)
		}
		if _, err := m.Score(stopped, []*deeplearning.FoldModel{f}, fold.Held, all); !errors.Is(err, context.Canceled) {
			t.Errorf("scoring: %v", err)
		}
	})
}

// Nothing is trained where an image is missing or the patients do not do.
func TestFoldsThatCannotBeFitted(t *testing.T) {
	m := machine(t, "MC")
	c := readCohort(t, alternating(14))
	fold := hold(t, c, []int{0, 3, 6, 9})
	without := func(place int) *deeplearning.Crops {
		some := deeplearning.NewCrops(size, phases)
		for i, k := range c.Patients().Cases() {
			if i != place {
				if err := some.Add(k, image(1, k)); err != nil {
					t.Fatal(err)
				}
			}
		}
		return some
	}
	few := readCohort(t, alternating(8))
	for name, c := range map[string]struct {
		fold  cohort.Fold
		crops *deeplearning.Crops
		want  error
		text  string
	}{
		"no image of a fitted patient":  {fold, without(1), deeplearning.ErrCrop, "no image of case 2"},
		"none can be set aside":         {hold(t, few, []int{0, 1, 2, 3, 4, 5}), without(-1), cohort.ErrSplit, "cannot be set aside"},
		"fewer patients than one batch": {hold(t, c, []int{0, 1, 2, 3, 4, 5}), without(-1), train.ErrData, "6 patients do not fill one batch of 8"},
	} {
		if _, err := m.FitFold(context.Background(), c.fold, 0, c.crops, 1, nil); !errors.Is(err, c.want) || !strings.Contains(err.Error(), c.text) {
			t.Errorf("%s: got %v, want %v with %q", name, err, c.want, c.text)
		}
	}
}

func TestCropsHoldNumbers(t *testing.T) {
	all := deeplearning.NewCrops(2, []string{"AP"})
	for _, v := range []float64{math.NaN(), math.Inf(1), math.Inf(-1)} {
		err := all.Add(7, []float32{0, 1, float32(v), 2})
		var f *fault.Error
		if !errors.Is(err, deeplearning.ErrCrop) || !errors.As(err, &f) || f.Where != "case 7" || f.Remedy == "" {
			t.Errorf("%v: %v", v, err)
		}
	}
	defer func() {
		if recover() == nil {
			t.Error("a crop of another size is taken")
		}
	}()
	_ = all.Add(7, []float32{0, 1, 2})
}

func TestMachinesThatCannotBeMade(t *testing.T) {
	d, err := deeplearning.OpenDevice(deeplearning.Go)
	if err != nil {
		t.Fatal(err)
	}
	small, still := settings(), settings()
	small.Size = 31
	still.Training.LearningRate = 0
	for name, c := range map[string]struct {
		kind, backbone string
		settings       deeplearning.Settings
		want           error
		text           string
	}{
		"unknown fusion":   {"late", "ResNet18", settings(), fusion.ErrUnknown, "use MC or FF"},
		"unknown backbone": {"MC", "ResNet1001", settings(), resnet.ErrUnknown, "ResNet18"},
		"image too small":  {"MC", "ResNet18", small, train.ErrSettings, "31 pixels are too small"},
		"no learning rate": {"FF", "ResNet18", still, train.ErrSettings, "learning rate 0"},
	} {
		if _, err := deeplearning.NewMachine(d, c.kind, c.backbone, 2, c.settings); !errors.Is(err, c.want) || !strings.Contains(err.Error(), c.text) {
			t.Errorf("%s: got %v, want %v with %q", name, err, c.want, c.text)
		}
	}
}
