package mri

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"hcclab/hccp53/fault"
)

func TestParseChoices(t *testing.T) {
	got, err := ParseChoices("  AP=5 PVP=6:2\tDP=0 HBP=901:12 pre=7 ", "cohort.csv")
	want := []Choice{{AP, 5, 0, "cohort.csv"}, {PVP, 6, 2, "cohort.csv"}, {DP, 0, 0, "cohort.csv"}, {HBP, 901, 12, "cohort.csv"}, {Pre, 7, 0, "cohort.csv"}}
	if err != nil || !slices.Equal(got, want) {
		t.Errorf("%v (%v)", got, err)
	}
	for _, c := range want {
		if again, err := ParseChoices(c.String(), "cohort.csv"); err != nil || again[0] != c {
			t.Errorf("%s is read as %v (%v)", c, again, err)
		}
	}
	if got, err := ParseChoices(" ", ""); got != nil || err != nil {
		t.Errorf("nothing: %v, %v", got, err)
	}
	for text, part := range map[string]string{
		"AP": "not of the form", "AP=": "not of the form", "AP=x": "not of the form", "AP=5:0": "not of the form", "AP=-5": "not of the form", "AP=5:": "not of the form",
		"AP =5": "not of the form", "AP=5,PVP=6": "not of the form", "AP=99999999999": "not of the form", "AP=5:1:2": "not of the form",
		"arterial=5": "none of the phases", "ap=5": "none of the phases", "unknown=5": "none of the phases",
		"AP=5 AP=6": "AP is named twice", "AP=5 PVP=5": "the volume is AP already", "AP=5:1 DP=5:1": "the volume is AP already",
	} {
		_, err := ParseChoices(text, "cohort.csv")
		var f *fault.Error
		if !errors.Is(err, ErrChoice) || !errors.As(err, &f) || f.Remedy == "" || !strings.Contains(f.What, part) || !strings.Contains(f.What, text) {
			t.Errorf("%q: %v, want %q", text, err, part)
		}
	}
}

// TestChoose lets the user name what cannot be known, and correct what was found.
func TestChoose(t *testing.T) {
	for name, c := range map[string]struct{ layout, choices, want string }{
		"nothing chosen":                 {"named phases", "", "pre AP PVP DP unknown HBP"},
		"instance numbers only":          {"three times, no times, instance numbers only", "AP=8:1 PVP=8:2 DP=8:3", "pre AP PVP DP"},
		"one of two arterial phases":     {"a list of bare times", "AP=6:2 PVP=7", "unknown AP unknown PVP HBP"},
		"against all evidence":           {"named phases", "AP=11 PVP=10", "pre PVP AP DP unknown HBP"},
		"what is no dynamic T1 volume":   {"phases beside all that is none", "DP=9", "unknown unknown pre AP PVP unknown DP unknown unknown unknown unknown"},
		"an image of a Dixon series":     {"Dixon: water, fat, in and opposed phase in one series", "AP=901:2", "unknown AP unknown unknown"},
		"a phase that was not there yet": {"named phases", "DP=15", "pre AP PVP unknown DP HBP"},
	} {
		s := load(t, writeLayout(t, c.layout))
		choices, err := ParseChoices(c.choices, "cohort.csv")
		if err == nil {
			err = s.Choose(choices)
		}
		var got []string
		for _, v := range s.Volumes {
			got = append(got, string(v.Phase))
			if chosen := slices.ContainsFunc(choices, func(ch Choice) bool { return ch.Phase == v.Phase }); chosen != strings.HasPrefix(v.Evidence, "named in cohort.csv (") {
				t.Errorf("%s: %s has the evidence %q", name, v.Phase, v.Evidence)
			}
		}
		if text := strings.Join(got, " "); err != nil || text != c.want {
			t.Errorf("%s: %s (%v), want %s", name, text, err, c.want)
		}
	}
}

func TestChoicesThatNameNoVolume(t *testing.T) {
	s := load(t, writeLayout(t, "three times the slices of pre"))
	before := summary(s)
	for text, part := range map[string]string{
		"AP=5": "no volume of series 5; there are pre series 6 (lava pre), AP series 8", "AP=8": "series 8 holds 3 volumes", "AP=8:4": "series 8 holds 3 volumes", "AP=6:2": "series 6 holds 1 volume",
		"AP=6 PVP=6:1": "AP=6 and PVP=6:1 are the same volume", "AP=8:1 PVP=77": "no volume of series 77",
	} {
		choices, err := ParseChoices(text, "cohort.csv")
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Choose(choices); !errors.Is(err, ErrChoice) || !strings.Contains(err.Error(), part) {
			t.Errorf("%s: %v, want %q", text, err, part)
		}
	}
	if summary(s) != before {
		t.Error("a wrong choice changed the study")
	}
}

// TestGridsOfChosenPhases compares the grids anew.
func TestGridsOfChosenPhases(t *testing.T) {
	s := load(t, writeLayout(t, "arterial phase of other slices"))
	if n := len(s.Warnings); n != 3 {
		t.Fatalf("%d warnings: %q", n, s.Warnings)
	}
	if err := s.Choose([]Choice{{Phase: AP, Series: 4}}); err != nil {
		t.Fatal(err)
	}
	if len(s.Warnings) != 0 {
		t.Errorf("warnings of the phases found before: %q", s.Warnings)
	}
}
