package deidentify

import (
	"strings"
	"testing"
)

func TestCleanText(t *testing.T) {
	for in, want := range map[string]string{
		"t1_vibe_fs_tra_bh_dyn 20 sec":       "t1_vibe_fs_tra_bh_dyn 20 sec",
		"Ax LAVA +C (20SEC/1MIN)":            "Ax LAVA +C (20SEC/1MIN)",
		"AX VIBE POST_ARTERIAL PHASE":        "AX VIBE POST_ARTERIAL PHASE",
		"Dr. Miller, art. phase, MRN 123456": "x. x, art. phase, x x",
		"post 15,35,65":                      "post 15,35,65",
		"post 19/01/24":                      "post x/x/x",
		"20, 70, 180 s post":                 "20, 70, 180 s post",
		"20240119 portal":                    "x portal",
		"20240119s portal":                   "x portal",
		"phase 2 of John":                    "phase 2 x x",
		"Spätphase Müller":                   "Spätphase x",
		"动脉期 王小明":                            "动脉期 x",
		"T1 门静脉期增强李":                         "T1 门静脉期增强x",
		"SIMULATED by Smith\r\nof Ward 3":    "SIMULATED x x  x x x",
		"a\\b":                               "x x",
		"arterial\x00\x1b$B":                 "arterial   x",
		"":                                   "",
	} {
		got := cleanText(in)
		if got != want {
			t.Errorf("%q becomes %q, want %q", in, got, want)
		}
		if again := cleanText(got); again != got {
			t.Errorf("%q becomes %q when cleaned again", got, again)
		}
	}
}

func TestVocabularyHasNoNumbersAndNoNames(t *testing.T) {
	for w := range vocabulary {
		if strings.ToLower(w) != w || len(w) > 20 {
			t.Errorf("%q", w)
		}
		if digits := strings.Trim(w, "0123456789"); digits == "" {
			t.Errorf("%q is a number", w)
		}
	}
	if len(vocabulary) < 400 || vocabulary[placeholder] {
		t.Errorf("%d words", len(vocabulary))
	}
}

func FuzzCleanText(f *testing.F) {
	for _, s := range []string{"t1 20 sec Miller", "Ph2/Ax LAVA", "15,35,65", "动脉期", "x+c", "\xff\xfe 20s", "ınd İ 20 SEC"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if len(s) > longestText {
			return
		}
		got := cleanText(s)
		for _, w := range word.FindAllString(got, -1) {
			if !known(w) && w != placeholder && strings.Trim(strings.ToLower(w), "0123456789"+strings.ReplaceAll(units, "|", "")+"phase") != "" && cleanWord(w) != w {
				t.Errorf("%q becomes %q, in which %q is not known", s, got, w)
			}
		}
	})
}
