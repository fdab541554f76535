package patient

import (
	"context"
	"fmt"

	"hcclab/hccp53/radiomics"
	"hcclab/hccp53/radiomics/perturb"
	"hcclab/hccp53/volume"
)

// Perturbed measures the lesion as [Images.Features] does, once a repetition of
// the chain of the settings: the image of each phase, and the lesion in it, are
// perturbed. Angles, shifts and volumes of a repetition are the same in all
// phases, noise and contours are drawn in each.
//
// Name tells patients apart in the random streams of the seed. The result has a
// row for each repetition, all with the columns of the first.
func (img *Images) Perturbed(ctx context.Context, lesion *volume.Mask, m Measuring, seed uint64, name string) ([]Features, error) {
	chain, err := perturb.Named(m.Perturbation.Chain)
	if err != nil {
		return nil, err
	}
	n := chain.Repetitions()
	if r := m.Perturbation.Repetitions; r > 0 {
		n = min(n, r)
	}
	inside, around := make([][]phase, n), make([][]phase, n)
	for k, v := range img.Phases {
		image, drawn, err := img.measured(v, lesion)
		if err != nil {
			return nil, err
		}
		o := perturb.Options{Seed: seed, Case: fmt.Sprintf("%s/%s", name, v.Phase), Repetitions: m.Perturbation.Repetitions, Margin: m.Ring + ringMargin}
		_, err = perturb.Each(ctx, image, drawn, m.Settings, chain, o, func(r int, p perturb.Variant) error {
			in, ring, err := m.phase(ctx, v.Phase, k == 0, p.Image, p.VOI, img.liver, func(s *radiomics.Settings) {
				classes, features := s.Classes, s.Features
				*s = p.Settings
				s.Classes, s.Features = classes, features
			})
			inside[r], around[r] = append(inside[r], in), append(around[r], ring)
			return err
		})
		if err != nil {
			return nil, fmt.Errorf("%s: %w", v.Phase, err)
		}
	}
	rows := make([]Features, n)
	for r := range rows {
		rows[r].Warnings = []string{}
		rows[r].add(m, inside[r], around[r])
	}
	return rows, nil
}

// ringMargin in mm is what filters see around the ring of a lesion that has
// grown.
const ringMargin = 20
