package nomogram_test

import (
	"encoding/base64"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
)

func worksOnPhone(t *testing.T, b *browser) {
	defer b.size(1200, 900, false)
	for _, wide := range []int{320, 768, 390} { // a small phone, a tablet, a phone
		b.size(wide, 844, true)
		b.eval(`new Promise(done => setTimeout(done, 200))`)
		if got := b.eval(`document.documentElement.scrollWidth`).(float64); got > float64(wide) {
			t.Errorf("the page is %v px wide on a screen of %d", got, wide)
		}
		out := b.eval(`(() => { const w = document.getElementById("axes").getBoundingClientRect(); return [...document.querySelectorAll("#axes text")].map(e => [e.textContent, e.getBoundingClientRect()]).filter(([_, r]) => r.left < w.left - 1 || r.right > w.right + 1).map(([s]) => s).join("; ") })()`)
		if out != "" {
			t.Errorf("texts beyond the drawing on a screen of %d: %v", wide, out)
		}
		on := b.eval(`(() => { const boxes = [...document.querySelectorAll("#axes text")].map(e => [e.textContent, e.getBBox()]), hits = []; boxes.forEach(([s, a], i) => boxes.slice(0, i).forEach(([t, b]) => { if (a.x < b.x + b.width - .5 && b.x < a.x + a.width - .5 && a.y + 3 < b.y + b.height - 3 && b.y + 3 < a.y + a.height - 3) hits.push(s + " on " + t) })); return hits.join("; ") })()`)
		if on != "" {
			t.Errorf("texts on each other on a screen of %d: %v", wide, on)
		}
	}
	small := b.eval(`[...document.querySelectorAll("input:not([type=radio]), select, .choices span, button")].filter(e => e.getBoundingClientRect().height < 32).map(e => e.id || e.textContent).join("; ")`)
	if small != "" {
		t.Errorf("too small for a finger: %v", small)
	}
	_, _, before := state(b)
	b.touch("#t5r", .8, .5)
	_, _, after := state(b)
	if value := b.eval(`document.getElementById("t5f").value`); after == before {
		t.Errorf("a finger on the slider left it at %v", value)
	}
	b.touch("#t2 label:nth-child(3)", .5, .5)
	if _, _, again := state(b); again == after {
		t.Error("a finger on a button changed nothing")
	}
	if shown := b.eval(`(() => { scrollTo(0, 0); const r = document.getElementById("risk").getBoundingClientRect(); return r.top >= 0 && r.bottom <= innerHeight })()`); shown != true {
		t.Error("the risk is out of sight while the first value is entered")
	}
	shot(b, "phone.png")
}

func prints(t *testing.T, b *browser) {
	pdf, err := base64.StdEncoding.DecodeString(b.call("Page.printToPDF", map[string]any{"paperWidth": 8.27, "paperHeight": 11.69})["data"].(string))
	if err != nil || !strings.HasPrefix(string(pdf), "%PDF") {
		t.Fatalf("printing gives no PDF: %v", err)
	}
	keep(b.t, "print.pdf", pdf)
	b.call("Emulation.setEmulatedMedia", map[string]any{"media": "print"})
	if shown := b.eval(`[...document.querySelectorAll("input[type=range], button")].filter(e => e.checkVisibility()).length`); shown != 0.0 {
		t.Errorf("%v sliders and buttons are printed", shown)
	}
	if shown := b.eval(`document.getElementById("table").checkVisibility() && document.querySelector(".banner").checkVisibility()`); shown != true {
		t.Error("the table of points or the words about research are not printed")
	}
	b.size(794, 1123, false) // A4 at 96 dots an inch
	shot(b, "print.png")
	b.size(1200, 900, false)
	b.call("Emulation.setEmulatedMedia", map[string]any{"media": ""})
	shot(b, "desktop.png")
}

// asksNothing: nothing was asked for but the page itself, and the page could
// not ask if it wanted to.
func asksNothing(t *testing.T, b *browser) {
	var asked atomic.Int32
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { asked.Add(1) }))
	defer server.Close()
	if len(b.problems) > 0 {
		t.Errorf("the browser complained: %q", b.problems)
	}
	before := len(b.requests)
	for _, url := range b.requests {
		if !strings.HasPrefix(url, "file://") && url != "about:blank" {
			t.Errorf("the page asked for %s", url)
		}
	}
	if before > 2 {
		t.Errorf("%d requests, want that of the page: %q", before, b.requests)
	}
	if got := b.eval(fmt.Sprintf(`fetch(%q, {mode: "no-cors"}).then(() => "answered", () => "refused")`, server.URL)); got != "refused" {
		t.Errorf("a request from the page was %v", got)
	}
	b.eval(fmt.Sprintf(`new Promise(done => { const i = new Image(); i.onload = i.onerror = done; i.src = %q; setTimeout(done, 500) })`, server.URL))
	if len(b.problems) == 0 {
		t.Error("the browser did not complain of a request against the policy of the page")
	}
	if asked.Load() != 0 {
		t.Errorf("the page reached a server %d times", asked.Load())
	}
	if errors := b.eval(`typeof hostile`); errors != "undefined" {
		t.Error("a foreign script ran")
	}
}

// shot keeps a picture of the page with -look.
func shot(b *browser, name string) {
	b.t.Helper()
	if *look == "" {
		return
	}
	png, err := base64.StdEncoding.DecodeString(b.call("Page.captureScreenshot", map[string]any{"captureBeyondViewport": true})["data"].(string))
	if err != nil {
		b.t.Fatal(err)
	}
	keep(b.t, name, png)
}

func keep(t *testing.T, name string, content []byte) {
	t.Helper()
	if *look == "" {
		return
	}
	if err := os.WriteFile(filepath.Join(*look, name), content, 0o644); err != nil {
		t.Fatal(err)
	}
}
