// Package display shows tables, figures, text and progress where the program
// runs: as HTML below the cell in a notebook of the kernel "Go (hccp53)", as
// plain text in a terminal.
//
//	display.Show(display.Table{
//		Caption: "Areas under the curve",
//		Header:  []string{"model", "AUC", "95 % CI"},
//		Rows:    [][]string{{"clinical", "0.67", "0.56–0.78"}},
//	})
//	display.Show(display.Figure{ID: "roc", Caption: "ROC curves", SVG: svg})
//
// What is shown may stem from a file that somebody else has written, such as a
// column name of a CSV file. Therefore all text is escaped, and a figure is an
// image, in which no script runs. Only [Markup] is passed on as it is.
//
// A notebook keeps both forms of each item, so that a reader of the file
// without a browser sees the text.
package display

import (
	"fmt"
	"io"
	"os"
	"time"

	"github.com/janpfeifer/gonb/gonbui"
	"github.com/janpfeifer/gonb/gonbui/protocol"
)

// Item is something that can be shown.
type Item interface {
	// HTML returns a fragment for a notebook or a page. Foreign text in it is
	// escaped.
	HTML() string
	// Text returns the same for a terminal, ending in a newline.
	Text() string
}

// InNotebook reports whether the program runs as a cell.
func InNotebook() bool { return gonbui.IsNotebook }

// Show shows the items in their order: below the cell in a notebook, else on
// standard output. It returns when the notebook has them, so that a cell which
// ends at once loses none.
func Show(items ...Item) {
	for _, item := range items {
		if !InNotebook() {
			io.WriteString(os.Stdout, item.Text())
			continue
		}
		send("", bundle(item))
	}
	flush()
}

// bundle returns the forms of an item by MIME type.
func bundle(item Item) map[protocol.MIMEType]any {
	forms := map[protocol.MIMEType]any{protocol.MIMETextPlain: item.Text()}
	if m, ok := item.(interface{ markdown() string }); ok {
		forms[protocol.MIMETextMarkdown] = m.markdown()
	} else {
		forms[protocol.MIMETextHTML] = item.HTML()
	}
	return forms
}

// send passes forms of an item to GoNB. With an id, it replaces what was shown
// under the same id before.
func send(id string, forms map[protocol.MIMEType]any) {
	gonbui.SendData(&protocol.DisplayData{Data: forms, DisplayID: id})
}

// flush waits until GoNB has passed on everything sent so far. Without it, a
// cell that ends at once may be reported as finished before its last output
// arrives, and a program that runs the notebook no longer listens then.
func flush() {
	if !InNotebook() {
		return
	}
	done := make(chan struct{})
	go func() {
		gonbui.Sync()
		close(done)
	}()
	select {
	case <-done:
	case <-time.After(flushTimeout):
		fmt.Fprintln(os.Stderr, "the notebook does not answer; an output may be missing")
	}
}

// flushTimeout is long against the millisecond that an answer takes, so that
// a busy machine is not taken for a broken connection.
const flushTimeout = 30 * time.Second
