package hccp53

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"hcclab/hccp53/cohort"
	"hcclab/hccp53/fault"
	"hcclab/hccp53/figure"
	"hcclab/hccp53/inference"
	"hcclab/hccp53/provenance"
	"hcclab/hccp53/selection"
)

// columnsIn returns features of the training patients, a slice a feature.
func (m *RadScore) columnsIn(t cohort.Training, names []string) ([][]float64, error) {
	table, err := m.features.Table.Pick(names)
	if err != nil {
		return nil, err
	}
	rows, err := table.Of(t.Patients())
	if err != nil {
		return nil, err
	}
	columns := make([][]float64, len(names))
	for j := range columns {
		columns[j] = make([]float64, len(rows))
		for i, row := range rows {
			columns[j][i] = row[j]
		}
	}
	return columns, nil
}

// shorter leaves "original_" out of the names of features, so that they fit.
func shorter(names []string) []string {
	out := make([]string, len(names))
	for i, name := range names {
		out[i] = strings.Replace(name, "original_", "", 1)
	}
	return out
}

// mostMapped is the number of features in a map of correlations: as many as can
// be named.
const mostMapped = 45

// CorrelationFigure draws the correlations of the features that reached the LASSO,
// in Training: those that the pruning took for different enough. Of more than 45
// it draws those with the smallest p values.
func (s *Study) CorrelationFigure(m *RadScore, t cohort.Training) (*Figure, error) {
	if m.Fitted.Penalty == nil || len(m.Fitted.Penalty.Columns) < 2 {
		return nil, fault.New(ErrSettings, "fewer than two features reached the LASSO")
	}
	p := map[string]float64{}
	for _, u := range m.Fitted.Univariable {
		p[u.Feature] = u.P
	}
	names := slices.Clone(m.Fitted.Penalty.Columns)
	slices.SortStableFunc(names, func(a, b string) int { return cmp.Compare(p[a], p[b]) })
	names = names[:min(len(names), mostMapped)]
	columns, err := m.columnsIn(t, names)
	if err != nil {
		return nil, err
	}
	rho, err := inference.SpearmanMatrix(columns)
	if err != nil {
		return nil, err
	}
	f, err := figure.CorrelationMap(figure.Correlations{Names: shorter(names), Values: rho, Kind: "Spearman correlation", Ordered: true}, s.options("feature_correlation"))
	return drawn(f, err, map[string]provenance.Hash{"rad_score": m.Hash, "training": t.Hash()})
}

// FeatureFigure draws the features with the largest weights in the Rad-score, by
// outcome in Training: up to eight.
func (s *Study) FeatureFigure(m *RadScore, t cohort.Training) (*Figure, error) {
	features := slices.Clone(m.Fitted.Features)
	if len(features) == 0 {
		return nil, fault.New(ErrSettings, "no feature was left")
	}
	slices.SortStableFunc(features, func(a, b selection.Feature) int { return cmp.Compare(math.Abs(b.PerSD), math.Abs(a.PerSD)) })
	features = features[:min(len(features), 8)]
	names := make([]string, len(features))
	for i, f := range features {
		names[i] = f.Name
	}
	columns, err := m.columnsIn(t, names)
	if err != nil {
		return nil, err
	}
	var panels []figure.OutcomePanel
	for i, f := range features {
		panels = append(panels, figure.OutcomePanel{Title: shorter(names[i : i+1])[0], Values: columns[i], Outcome: t.Outcome(), Note: fmt.Sprintf("%+.2f per SD", f.PerSD)})
	}
	f, err := figure.ByOutcome(panels, s.options("features_by_outcome"))
	return drawn(f, err, map[string]provenance.Hash{"rad_score": m.Hash, "training": t.Hash()})
}
