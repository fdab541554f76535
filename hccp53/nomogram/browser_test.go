package nomogram_test

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// browser is a headless Chromium, spoken to in its DevTools protocol over
// pipes, so that keys and fingers are those of a user and not of a script.
type browser struct {
	t        *testing.T
	send     *os.File
	messages chan map[string]any
	session  string
	last     int
	requests []string // URLs that the page asked for
	problems []string // exceptions, and what the browser complained of
}

// openBrowser opens a page in Chromium. Without one the test is skipped.
func openBrowser(t *testing.T, page []byte) *browser {
	t.Helper()
	program := ""
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			program = path
			break
		}
	}
	if program == "" {
		t.Skip("no chromium, chromium-browser or google-chrome on PATH: the page is not tried in a browser")
	}
	if testing.Short() {
		t.Skip("starting a browser takes seconds")
	}
	file := filepath.Join(t.TempDir(), "nomogram.html")
	if err := os.WriteFile(file, page, 0o600); err != nil {
		t.Fatal(err)
	}
	commandEnd, send, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	receive, answerEnd, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	args := []string{"--headless", "--remote-debugging-pipe", "--disable-gpu", "--no-first-run", "--hide-scrollbars", "--user-data-dir=" + t.TempDir(), "about:blank"}
	if os.Geteuid() == 0 { // root has no sandbox
		args = append([]string{"--no-sandbox"}, args...)
	}
	cmd := exec.Command(program, args...)
	cmd.ExtraFiles = []*os.File{commandEnd, answerEnd} // 3 and 4
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	commandEnd.Close()
	answerEnd.Close()
	var over atomic.Bool
	b := &browser{t: t, send: send, messages: make(chan map[string]any, 1000)}
	go func() {
		defer close(b.messages)
		r := bufio.NewReader(receive)
		for {
			text, err := r.ReadString(0)
			if err != nil {
				return
			}
			var m map[string]any
			if json.Unmarshal([]byte(strings.TrimSuffix(text, "\x00")), &m) == nil && !over.Load() {
				b.messages <- m
			}
		}
	}()
	t.Cleanup(func() {
		over.Store(true)
		fmt.Fprintf(send, `{"id":%d,"method":"Browser.close"}`+"\x00", b.last+1)
		done := make(chan struct{})
		go func() { _ = cmd.Wait(); close(done) }()
		select {
		case <-done:
		case <-time.After(5 * time.Second):
			_ = cmd.Process.Kill()
			<-done
		}
		send.Close()
		receive.Close()
	})
	target := b.call("Target.createTarget", map[string]any{"url": "about:blank"})["targetId"]
	b.session = b.call("Target.attachToTarget", map[string]any{"targetId": target, "flatten": true})["sessionId"].(string)
	b.call("Network.enable", nil)
	b.call("Page.enable", nil)
	b.call("Runtime.enable", nil)
	b.call("Log.enable", nil)
	b.size(1200, 900, false)
	b.call("Page.navigate", map[string]any{"url": "file://" + file})
	for range 100 {
		if b.eval(`document.readyState === "complete" && document.getElementById("risk") !== null && document.getElementById("risk").textContent !== ""`) == true {
			return b
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Fatal("the page did not show a risk within 5 s")
	return nil
}

// call sends a command and returns its result. What the page asked the network
// for meanwhile is noted.
func (b *browser) call(method string, params map[string]any) map[string]any {
	b.t.Helper()
	b.last++
	command := map[string]any{"id": b.last, "method": method}
	if params != nil {
		command["params"] = params
	}
	if b.session != "" {
		command["sessionId"] = b.session
	}
	text, err := json.Marshal(command)
	if err != nil {
		b.t.Fatal(err)
	}
	if _, err := b.send.Write(append(text, 0)); err != nil {
		b.t.Fatalf("the browser is gone: %v", err)
	}
	deadline := time.After(30 * time.Second)
	for {
		select {
		case m, open := <-b.messages:
			if !open {
				b.t.Fatalf("the browser ended at %s", method)
			}
			switch m["method"] {
			case "Network.requestWillBeSent":
				b.requests = append(b.requests, m["params"].(map[string]any)["request"].(map[string]any)["url"].(string))
			case "Runtime.exceptionThrown", "Log.entryAdded":
				b.problems = append(b.problems, fmt.Sprint(m["params"]))
			}
			if id, _ := m["id"].(float64); int(id) != b.last {
				continue
			}
			if m["error"] != nil {
				b.t.Fatalf("%s: %v", method, m["error"])
			}
			result, _ := m["result"].(map[string]any)
			return result
		case <-deadline:
			b.t.Fatalf("no answer to %s within 30 s", method)
		}
	}
}

// eval returns the value of a JavaScript expression, a promise awaited.
func (b *browser) eval(expression string) any {
	b.t.Helper()
	r := b.call("Runtime.evaluate", map[string]any{"expression": expression, "returnByValue": true, "awaitPromise": true})
	if r["exceptionDetails"] != nil {
		b.t.Fatalf("%.200s: %v", expression, r["exceptionDetails"])
	}
	return r["result"].(map[string]any)["value"]
}

// press types keys as a person does.
func (b *browser) press(keys ...string) {
	b.t.Helper()
	codes := map[string]int{"Tab": 9, "ArrowRight": 39, "ArrowLeft": 37, "ArrowUp": 38, "ArrowDown": 40, "Home": 36, "End": 35, "Enter": 13, "Backspace": 8}
	for _, k := range keys {
		key := map[string]any{"type": "keyDown", "key": k, "code": k, "windowsVirtualKeyCode": codes[k]}
		if codes[k] == 0 { // a letter or digit
			key["text"] = k
			delete(key, "windowsVirtualKeyCode")
		}
		if k == "Enter" {
			key["text"] = "\r"
		}
		b.call("Input.dispatchKeyEvent", key)
		delete(key, "text")
		key["type"] = "keyUp"
		b.call("Input.dispatchKeyEvent", key)
	}
}

// size sets the window, or the screen of a phone.
func (b *browser) size(width, height int, phone bool) {
	b.t.Helper()
	b.call("Emulation.setDeviceMetricsOverride", map[string]any{"width": width, "height": height, "deviceScaleFactor": 1, "mobile": phone})
	b.call("Emulation.setTouchEmulationEnabled", map[string]any{"enabled": phone, "maxTouchPoints": 1})
}

// touch taps at a place of an element, given as shares of its width and height.
func (b *browser) touch(selector string, across, down float64) {
	b.t.Helper()
	at := b.eval(fmt.Sprintf(`(() => { const e = document.querySelector(%q); e.scrollIntoView({block: "center"}); const r = e.getBoundingClientRect(); return [r.x + %g * r.width, r.y + %g * r.height] })()`, selector, across, down)).([]any)
	point := []map[string]any{{"x": at[0], "y": at[1]}}
	b.call("Input.dispatchTouchEvent", map[string]any{"type": "touchStart", "touchPoints": point})
	b.call("Input.dispatchTouchEvent", map[string]any{"type": "touchEnd", "touchPoints": []any{}})
}
