package parameters

import (
	"bytes"
	"io"

	"github.com/goccy/go-yaml"
)

// Write writes all that is in effect as YAML, what was left out filled in. [Read]
// makes the same of it, apart from Idle. The error is that of w.
func Write(w io.Writer, f File) error {
	_, err := w.Write(f.YAML())
	return err
}

// YAML returns what [Write] writes.
func (f File) YAML() []byte {
	tidy(&f.Settings)
	text, err := yaml.Marshal(flatten(f))
	if err != nil {
		panic("radiomics parameters: settings are no YAML: " + err.Error())
	}
	return bytes.TrimLeft(text, "\n")
}
