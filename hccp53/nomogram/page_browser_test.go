package nomogram_test

import (
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"hcclab/hccp53/nomogram"
	"hcclab/hccp53/regression"
)

// TestPageInBrowser uses the page as its readers do: it fills in patients,
// works with keys alone and with a finger on a phone, prints, and asks nothing
// of the network.
func TestPageInBrowser(t *testing.T) {
	n, terms, page := made(t, studyPage)
	b := openBrowser(t, page)
	t.Run("computes as Go", func(t *testing.T) { computesAsGo(t, b, n, terms) })
	b.press("Tab") // the first control
	t.Run("keyboard", func(t *testing.T) { worksByKeyboard(t, b) })
	t.Run("outside the range", func(t *testing.T) { warnsOutside(t, b) })
	t.Run("missing", func(t *testing.T) { saysMissing(t, b) })
	t.Run("phone", func(t *testing.T) { worksOnPhone(t, b) })
	t.Run("print", func(t *testing.T) { prints(t, b) })
	t.Run("no request", func(t *testing.T) { asksNothing(t, b) })
}

// TestHostilePageInBrowser: names that try to run do not, and a term that says
// nothing leaves the page whole.
func TestHostilePageInBrowser(t *testing.T) {
	b := openBrowser(t, hostile(t))
	if ran := b.eval(`typeof window.hostile`); ran != "undefined" {
		t.Error("a name of the model ran as a script")
	}
	if text, _ := b.eval(`document.getElementById("risk").textContent`).(string); !strings.Contains(text, "%") {
		t.Errorf("the risk is %q", text)
	}
	if drawn, _ := b.eval(`document.getElementById("axes").outerHTML`).(string); strings.Contains(drawn, "NaN") || strings.Contains(drawn, "Infinity") || !strings.Contains(drawn, "&lt;script&gt;") {
		t.Errorf("drawn: %.300s", drawn)
	}
	if len(b.problems) > 0 {
		t.Errorf("the browser complained: %q", b.problems)
	}
}

// entered is what the page shows for a patient.
type entered struct{ LogOdds, Risk, Low, High, Total float64 }

// enter fills patients in, given as what stands in a field or which choice is
// taken, and returns what the page computes for each.
func enter(b *browser, patients [][]any) []entered {
	b.t.Helper()
	list, err := json.Marshal(patients)
	if err != nil {
		b.t.Fatal(err)
	}
	text := b.eval(fmt.Sprintf(`JSON.stringify(%s.map(p => {
		p.forEach((v, k) => {
			const field = document.getElementById("t" + k + "f"), menu = document.getElementById("t" + k + "s");
			if (field) { field.value = v; field.dispatchEvent(new Event("input", {bubbles: true})); }
			else if (menu) { menu.selectedIndex = v; menu.dispatchEvent(new Event("change", {bubbles: true})); }
			else document.querySelectorAll("input[name=t" + k + "]")[v].click();
		});
		const d = document.getElementById("risk").dataset;
		return {LogOdds: Number(d.logOdds), Risk: Number(d.risk), Low: Number(d.low), High: Number(d.high), Total: Number(d.total)};
	}))`, list)).(string)
	var got []entered
	if err := json.Unmarshal([]byte(text), &got); err != nil {
		b.t.Fatal(err)
	}
	return got
}

func computesAsGo(t *testing.T, b *browser, n *nomogram.Nomogram, terms []regression.Term) {
	rng := rand.New(rand.NewPCG(3, 4))
	const patients = 120
	var rows [][]any
	values := make([]regression.Term, len(terms))
	for k, term := range terms {
		values[k] = regression.Term{Name: term.Name, Levels: term.Levels}
		for i := range patients {
			if k == 0 {
				rows = append(rows, nil)
			}
			if term.IsFactor() {
				l := rng.IntN(len(term.Levels))
				values[k].Labels = append(values[k].Labels, term.Levels[l])
				rows[i] = append(rows[i], l)
				continue
			}
			v := term.Numbers[rng.IntN(len(term.Numbers))]*1.3 - .2 // some lie outside
			switch term.Name {
			case "capsule": // a number of two values has buttons
				v = float64(rng.IntN(2))
				rows[i] = append(rows[i], int(v))
			case "afp": // entered as what it is the logarithm of
				raw := math.Pow(10, v)
				rows[i] = append(rows[i], raw)
				v = math.Log10(raw)
			default:
				rows[i] = append(rows[i], v)
			}
			values[k].Numbers = append(values[k].Numbers, v)
		}
	}
	got := enter(b, rows)
	predicted, err := n.Model.Predict(values)
	if err != nil {
		t.Fatal(err)
	}
	worst := 0.0
	for i, g := range got {
		r, err := n.Points(values, i)
		if err != nil {
			t.Fatal(err)
		}
		for what, pair := range map[string][2]float64{
			"log odds": {g.LogOdds, predicted.LogOdds[i]}, "risk": {g.Risk, predicted.Probability[i]}, "low": {g.Low, r.CI[0]}, "high": {g.High, r.CI[1]}, "total": {g.Total / 1e2, r.Total / 1e2},
		} {
			d := math.Abs(pair[0] - pair[1])
			worst = math.Max(worst, d)
			if !(d <= 1e-12) {
				t.Fatalf("patient %d: %s is %.17g on the page, %.17g in Go", i, what, pair[0], pair[1])
			}
		}
	}
	t.Logf("%d patients, worst difference %.1e", patients, worst)
}

func state(b *browser) (focus, value, risk string) {
	b.t.Helper()
	s := b.eval(`(() => { const e = document.activeElement; return [e.id || e.name || e.tagName, e.value || "", document.getElementById("risk").dataset.risk] })()`).([]any)
	return s[0].(string), s[1].(string), s[2].(string)
}

func worksByKeyboard(t *testing.T, b *browser) {
	b.eval(`document.querySelector("button[type=reset]").click(); document.activeElement.blur()`)
	b.eval(`new Promise(done => setTimeout(done, 50))`)
	b.eval(`document.getElementById("t0r").focus()`)
	seen := map[string]bool{}
	for _, step := range []struct {
		keys  []string
		focus string
		value string // "" for any
	}{
		{[]string{"ArrowRight"}, "t0r", ""},
		{[]string{"Tab", "ArrowUp"}, "t0f", ""},
		{[]string{"Tab", "ArrowRight", "ArrowRight"}, "t1r", "58"},
		{[]string{"Tab", "Backspace", "Backspace", "7", "1"}, "t1f", "71"},
		{[]string{"Tab", "ArrowRight"}, "t2", "1"}, // radio buttons share one stop
		{[]string{"Tab", "ArrowRight"}, "t3", "1"},
		{[]string{"Tab", "ArrowUp"}, "t4s", ""},
		{[]string{"Tab", "Home"}, "t5r", "-2.5"},
		{[]string{"Tab", "Tab", "End"}, "t6r", "3"},
	} {
		_, _, before := state(b)
		b.press(step.keys...)
		focus, value, risk := state(b)
		if focus != step.focus || step.value != "" && value != step.value {
			t.Errorf("after %v the focus is on %q with %q, want %q with %q", step.keys, focus, value, step.focus, step.value)
		}
		if risk == before {
			t.Errorf("%v on %s left the risk at %s", step.keys, focus, risk)
		}
		if seen[risk] {
			t.Errorf("the risk is %s again", risk)
		}
		seen[risk] = true
		if outline := b.eval(`(() => { const e = document.activeElement; return getComputedStyle(e.type === "radio" ? e.nextElementSibling : e).outlineStyle })()`); outline != "solid" {
			t.Errorf("%s has the focus and no outline: %v", focus, outline)
		}
	}
	// A screen reader has a name for everything, and hears the risk.
	if unnamed := b.eval(`[...document.querySelectorAll("input, select, button")].filter(e => !(e.ariaLabel || e.labels?.[0]?.textContent.trim() || e.textContent.trim())).length`); unnamed != 0.0 {
		t.Errorf("%v controls have no name", unnamed)
	}
	if live := b.eval(`(e => e.ariaLive + " " + e.getAttribute("role"))(document.getElementById("risk"))`); live != "polite status" {
		t.Errorf("the risk is announced as %v", live)
	}
	// Back to the typical patient: tab over the last field to the button.
	b.press("Tab", "Tab", "Enter")
	b.eval(`new Promise(done => setTimeout(done, 50))`)
	if _, _, risk := state(b); seen[risk] {
		t.Error("the button did not bring back the typical patient")
	}
}

func warnsOutside(t *testing.T, b *browser) {
	visible := func(id string) bool {
		return b.eval(fmt.Sprintf(`document.getElementById(%q).checkVisibility()`, id)) == true
	}
	if visible("warning") || visible("t1w") {
		t.Error("there is a warning for the typical patient")
	}
	b.eval(`(() => { const f = document.getElementById("t1f"); f.value = 121; f.dispatchEvent(new Event("input")) })()`)
	text, _ := b.eval(`document.getElementById("warning").textContent`).(string)
	if !visible("warning") || !visible("t1w") || !strings.Contains(text, "Age (years)") {
		t.Errorf("no warning for an age of 121: %q", text)
	}
	if slider := b.eval(`document.getElementById("t1r").value`); slider != "90" {
		t.Errorf("the slider stands at %v, not at its end", slider)
	}
	b.eval(`(() => { const f = document.getElementById("t1f"); f.value = 60; f.dispatchEvent(new Event("input")) })()`)
	if visible("warning") || visible("t1w") {
		t.Error("the warning stays for an age of 60")
	}
}

func saysMissing(t *testing.T, b *browser) {
	for _, c := range []struct{ field, value, back string }{{"t1f", "", "60"}, {"t0f", "-3", "100"}, {"t0f", "0", "100"}} {
		set := func(v string) any {
			return b.eval(fmt.Sprintf(`(() => { const f = document.getElementById(%q); f.value = %q; f.dispatchEvent(new Event("input")); return document.getElementById("risk").textContent })()`, c.field, v))
		}
		if text, _ := set(c.value).(string); !strings.Contains(text, "Enter a number") || strings.Contains(text, "NaN") || strings.Contains(text, "%") {
			t.Errorf("%s = %q: the page says %q", c.field, c.value, text)
		}
		if drawn, _ := b.eval(`document.getElementById("axes").outerHTML`).(string); strings.Contains(drawn, "NaN") {
			t.Errorf("%s = %q: the drawing has NaN", c.field, c.value)
		}
		if text, _ := set(c.back).(string); !strings.Contains(text, "%") {
			t.Errorf("%s = %q: the page says %q", c.field, c.back, text)
		}
	}
}
