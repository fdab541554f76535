package phase

import (
	"crypto/sha256"
	"encoding/csv"
	"flag"
	"fmt"
	"math"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"hcclab/hccp53/mri/internal/frame"
	"hcclab/hccp53/mri/internal/stack"
)

// labelled is a row of testdata/phase-labels.csv; phase-labels.md has the rule.
type labelled struct {
	study, series, images    int
	maker, description       string
	alone, inStudy           string
	developed, inHalfOfStudy bool
}

// firstBit tells to which half a text belongs: true is development.
func firstBit(text string) bool { return sha256.Sum256([]byte(text))[0] < 0x80 }

func labels(t *testing.T) []labelled {
	t.Helper()
	f, err := os.Open("testdata/phase-labels.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	records, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	number := func(s string) int {
		n, err := strconv.Atoi(s)
		if err != nil && s != "" {
			t.Fatal(err)
		}
		return n
	}
	var all []labelled
	for _, r := range records[1:] {
		all = append(all, labelled{
			study: number(r[0]), series: number(r[1]), maker: r[2], description: r[3], images: number(r[4]), alone: r[5], inStudy: r[6],
			developed: firstBit(r[3]), inHalfOfStudy: firstBit(r[0]),
		})
	}
	if len(all) != 910 {
		t.Fatalf("%d rows, want 910", len(all))
	}
	return all
}

// named are the phases in the order of the confusion table; none stands for
// everything without a phase.
var named = []Phase{Pre, AP, PVP, DP, HBP, "none"}

// confusion counts volumes by label and by the answer.
type confusion map[[2]Phase]int

func (c confusion) add(label string, got Phase) {
	c[[2]Phase{phaseOr(label), phaseOr(string(got))}]++
}

// phaseOr returns the phase that a label names, or "none".
func phaseOr(label string) Phase {
	if slices.Contains(named, Phase(label)) {
		return Phase(label)
	}
	return "none"
}

// sum counts the volumes for which the condition holds.
func (c confusion) sum(holds func(label, got Phase) bool) (n int) {
	for k, v := range c {
		if holds(k[0], k[1]) {
			n += v
		}
	}
	return n
}

// rates returns how many of the volumes with a phase were named rightly, how
// many names are wrong, and the same for AP: volumes labelled or named AP and
// not both.
func (c confusion) rates() (right, withPhase, wrong, wrongAP, ap int) {
	right = c.sum(func(l, g Phase) bool { return l == g && l != "none" })
	withPhase = c.sum(func(l, g Phase) bool { return l != "none" })
	wrong = c.sum(func(l, g Phase) bool { return g != "none" && l != g })
	wrongAP = c.sum(func(l, g Phase) bool { return l != g && (g == AP || l == AP && g != "none") })
	ap = c.sum(func(l, g Phase) bool { return l == AP || g == AP })
	return right, withPhase, wrong, wrongAP, ap
}

// String is the table in Markdown: a row a label, a column an answer.
func (c confusion) String() string {
	var b strings.Builder
	b.WriteString("| label | pre | AP | PVP | DP | HBP | none |\n| --- | --- | --- | --- | --- | --- | --- |\n")
	for _, l := range named {
		fmt.Fprintf(&b, "| %s |", l)
		for _, g := range named {
			fmt.Fprintf(&b, " %d |", c[[2]Phase{l, g}])
		}
		b.WriteString("\n")
	}
	return b.String()
}

var regen = flag.Bool("regen", false, "rewrite what was measured in docs/phases.md")

// measured are the sentences and tables of docs/phases.md.
var measured strings.Builder

// TestLabels prints the tables and compares the page with them.
func TestLabels(t *testing.T) {
	measured.Reset()
	t.Run("descriptions", labelsByDescription)
	t.Run("studies", labelsInTheirStudies)
	if err := comparePage(); err != nil && !t.Failed() {
		t.Error(err)
	}
}

// comparePage compares what docs/phases.md says with what was measured.
func comparePage() error {
	const path, begin, end = "../../../docs/phases.md", "<!-- measured: begin -->\n", "<!-- measured: end -->"
	page, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	before, rest, found := strings.Cut(string(page), begin)
	text, after, closed := strings.Cut(rest, end)
	switch {
	case !found || !closed:
		return fmt.Errorf("%s has no %q and %q", path, begin, end)
	case text == measured.String():
		return nil
	case !*regen:
		return fmt.Errorf("%s differs from what was measured; run go test ./hccp53/mri/internal/phase -regen and look at the difference", path)
	}
	return os.WriteFile(path, []byte(before+begin+measured.String()+end+after), 0o644)
}

// judge writes the table down and fails when more than 2 % of the APs or of all names
// are wrong, or when fewer are right than once.
func judge(t *testing.T, what string, c confusion, leastRight int) {
	t.Helper()
	right, withPhase, wrong, wrongAP, ap := c.rates()
	text := fmt.Sprintf("%s: %d of %d volumes with a phase named rightly (%.0f %%), %d of %d names wrong, AP wrong in %d of %d.\n\n%s\n",
		what, right, withPhase, 100*float64(right)/float64(withPhase), wrong, right+wrong, wrongAP, ap, c)
	measured.WriteString(text)
	t.Log(text)
	if 50*wrongAP > ap || 50*wrong > right+wrong {
		t.Errorf("%s: %d names are wrong, AP in %d of %d", what, wrong, wrongAP, ap)
	}
	if right < leastRight {
		t.Errorf("%s: %d of %d named rightly, once it was %d", what, right, withPhase, leastRight)
	}
}

// labelsByDescription reads each distinct description by itself.
func labelsByDescription(t *testing.T) {
	halves := map[bool]confusion{true: {}, false: {}}
	seen := map[string]bool{}
	for _, row := range labels(t) {
		if seen[row.description] {
			continue
		}
		seen[row.description] = true
		w := readWords(row.description)
		each := strings.Fields(row.alone)
		for i, label := range each {
			got, why := w.claim(i, len(each), false)
			if w.other != "" {
				got, why = Unknown, w.other
			}
			halves[row.developed].add(label, got)
			if phaseOr(label) != phaseOr(string(got)) {
				t.Logf("%q, volume %d: labelled %s, named %s (%s)", row.description, i+1, label, got, why)
			}
		}
	}
	judge(t, "**Descriptions by themselves, development half**", halves[true], 26)
	judge(t, "**Descriptions by themselves, held-out half**", halves[false], 24)
}

// labelsInTheirStudies names whole studies. The list of series does not say
// everything that files say: there are no times and no contrast agent in it; the
// number of volumes is that of the label, or the images over those of the
// smallest axial series of the sequence; series of one sequence word count as of one
// sequence; and series that the scanner made from others are told by their
// numbers.
func labelsInTheirStudies(t *testing.T) {
	studies := map[int][]labelled{}
	for _, row := range labels(t) {
		studies[row.study] = append(studies[row.study], row)
	}
	halves := map[bool]confusion{true: {}, false: {}}
	for n := 1; n <= len(studies); n++ {
		var stacks []*stack.Stack
		var want []string
		for _, row := range studies[n] {
			each := strings.Fields(row.inStudy)
			k := max(len(each), row.volumes(studies[n]))
			for i := range k {
				stacks = append(stacks, row.stack(i, k))
				want = append(want, each[min(i, len(each)-1)])
			}
		}
		for i, v := range Find(stacks) {
			halves[studies[n][0].inHalfOfStudy].add(want[i], v.Phase)
			if phaseOr(want[i]) != phaseOr(string(v.Phase)) {
				t.Logf("study %d, series %.0f %q: labelled %s, named %s (%s)", n, stacks[i].First.SeriesNumber, stacks[i].First.Description, want[i], v.Phase, v.Evidence)
			}
		}
	}
	judge(t, "**Within their studies, development half**", halves[true], 90)
	judge(t, "**Within their studies, held-out half**", halves[false], 69)
}

// volumes returns how often the images of the smallest dynamic series of the same
// sequence fit into those of this one, if two to five times.
func (l labelled) volumes(study []labelled) int {
	least := l.images
	for _, o := range study {
		if l.sequence() == o.sequence() && o.alone != "other" && o.images < least {
			least = o.images
		}
	}
	if k := l.images / least; l.images%least == 0 && k <= 5 {
		return k
	}
	return 1
}

// sequence numbers the sequence word of the description.
func (l labelled) sequence() int {
	return slices.IndexFunc([]string{"lava", "vibe", "fame", "mdixon", "medal", "flash", "spgr", "tfl", "3d"}, func(w string) bool {
		return strings.Contains(strings.ToLower(l.description), w)
	})
}

// calculated reports whether the scanner made the series from others: Siemens
// numbers such series from 100 on, GE by adding hundreds to the number of the
// source.
func (l labelled) calculated() bool { return l.maker != "Philips" && l.series >= 100 }

func (l labelled) stack(index, count int) *stack.Stack {
	none := math.NaN()
	s := &stack.Stack{
		First: &frame.Image{
			Source:   &frame.Source{},
			Modality: "MR", Manufacturer: l.maker, SeriesNumber: float64(l.series), Description: l.description, ImageType: []string{"ORIGINAL", "PRIMARY"},
			RepetitionTime: 100 * float64(2+l.sequence()), EchoTime: none, FlipAngle: none, Bolus: none,
		},
		Series: fmt.Sprint(l.series, l.description), Index: index, Count: count, Acquired: none, Trigger: none, Axial: true,
	}
	if l.calculated() {
		s.First.ImageType = []string{"DERIVED", "SECONDARY"}
	}
	return s
}
