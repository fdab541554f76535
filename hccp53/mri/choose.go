package mri

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"hcclab/hccp53/fault"
)

// ErrChoice: phases named by hand cannot be read, or name no volume.
var ErrChoice = errors.New("mri: phases named by hand not usable")

// Choice names a phase by hand.
type Choice struct {
	Phase Phase
	// Series is the series number (0020,0011). Volume tells which of its volumes
	// it is, from 1, in the order of [Study.Volumes]; 0 is the only one.
	Series, Volume int
	// Where says in the evidence where the choice stands: "cohort.csv".
	Where string
}

// String returns the choice as [ParseChoices] reads it: "AP=5", "PVP=6:2".
func (c Choice) String() string {
	if c.Volume == 0 {
		return fmt.Sprintf("%s=%d", c.Phase, c.Series)
	}
	return fmt.Sprintf("%s=%d:%d", c.Phase, c.Series, c.Volume)
}

var choiceForm = regexp.MustCompile(`^(\w+)=(\d{1,9})(?::([1-9]\d{0,4}))?$`)

// ParseChoices reads phases named by hand, separated by spaces:
//
//	AP=5 PVP=6:1 DP=6:2
//
// says that the arterial phase is series 5, and that portal venous and delayed
// phase are the first and second volume of series 6. Phases that are not named
// are found as always. Where is kept in each choice. The error is [ErrChoice];
// an empty text names nothing.
func ParseChoices(text, where string) ([]Choice, error) {
	var all []Choice
	for _, word := range strings.Fields(text) {
		wrong := func(format string, args ...any) error {
			return fault.New(ErrChoice, "%q in %q: %s", word, text, fmt.Sprintf(format, args...)).
				Try("write series numbers, and after a colon which volume of the series: AP=5 PVP=6:1 DP=6:2")
		}
		m := choiceForm.FindStringSubmatch(word)
		if m == nil {
			return nil, wrong("not of the form PHASE=SERIES or PHASE=SERIES:VOLUME")
		}
		c := Choice{Phase: Phase(m[1]), Where: where}
		c.Series, _ = strconv.Atoi(m[2]) // at most nine digits, by the pattern
		c.Volume, _ = strconv.Atoi(m[3]) // none, or at most five
		if !slices.Contains(Phases(), c.Phase) {
			return nil, wrong("%q is none of the phases %v", m[1], Phases())
		}
		for _, other := range all {
			if other.Phase == c.Phase {
				return nil, wrong("%s is named twice", c.Phase)
			}
			if other.Series == c.Series && other.Volume == c.Volume {
				return nil, wrong("the volume is %s already", other.Phase)
			}
		}
		all = append(all, c)
	}
	return all, nil
}

// Choose gives the chosen volumes their phases, against all evidence; volumes
// that were found to be of a chosen phase lose it. The error is [ErrChoice] when
// a series is not there, holds several volumes of which none is chosen, or fewer
// than the chosen one; the study is left as it was.
func (s *Study) Choose(choices []Choice) error {
	chosen := make([]int, len(choices))
	for i, c := range choices {
		k, err := s.find(c)
		if err != nil {
			return err
		}
		if j := slices.Index(chosen[:i], k); j >= 0 {
			return fault.New(ErrChoice, "%s and %s are the same volume", choices[j], c).Try("name another volume for one of them")
		}
		chosen[i] = k
	}
	for i, c := range choices {
		for k := range s.Volumes {
			if v := &s.Volumes[k]; v.Phase == c.Phase && k != chosen[i] {
				v.Phase, v.Evidence = Unknown, fmt.Sprintf("%s is another volume, as named in %s; otherwise: %s", c.Phase, c.Where, v.Evidence)
			}
		}
	}
	for i, c := range choices {
		v := &s.Volumes[chosen[i]]
		v.Phase, v.Evidence = c.Phase, fmt.Sprintf("named in %s (%s)", c.Where, c)
	}
	s.compareGrids()
	return nil
}

// find returns the index of the chosen volume.
func (s *Study) find(c Choice) (int, error) {
	var at []int
	for k, v := range s.Volumes {
		if v.SeriesNumber == c.Series {
			at = append(at, k)
		}
	}
	switch {
	case len(at) == 0:
		return 0, fault.Wrap(ErrChoice, errors.Join(s.refused...), "%s: there is no volume of series %d; there are %s", c, c.Series, s.list()).
			Try("name one of these series")
	case c.Volume > len(at):
		return 0, fault.New(ErrChoice, "%s: series %d holds %s", c, c.Series, fault.Count(len(at), "volume")).Try("name one of 1 to %d", len(at))
	case c.Volume == 0 && len(at) > 1:
		return 0, fault.New(ErrChoice, "%s: series %d holds %d volumes", c, c.Series, len(at)).
			Try("say which, for example %s=%d:1", c.Phase, c.Series)
	}
	return at[max(c.Volume, 1)-1], nil
}
