package provenance

import (
	"encoding/json"
	"fmt"
	"os"

	"hcclab/hccp53/fault"
)

// Output takes what a step makes. It belongs to one call of [Store.Do] and is
// not safe for concurrent use.
type Output struct {
	store *Store
	files map[string]Hash
}

// Write keeps content under the given name, which is unique within the step.
func (o *Output) Write(name string, content []byte) error {
	h, err := o.store.put(content)
	if err != nil {
		return err
	}
	o.files[name] = h
	return nil
}

// WriteJSON keeps v, encoded as indented JSON.
func (o *Output) WriteJSON(name string, v any) error {
	b, err := json.MarshalIndent(v, "", " ")
	if err != nil {
		return fmt.Errorf("encoding %s: %w", name, err)
	}
	return o.Write(name, append(b, '\n'))
}

// Result is what a step made, now or earlier.
type Result struct {
	Record
	// Replayed is true when the result was kept from an earlier run.
	Replayed bool

	store *Store
}

// Read returns the content of the named file after checking its sum.
func (r *Result) Read(name string) ([]byte, error) {
	h, ok := r.Files[name]
	if !ok {
		return nil, fmt.Errorf("provenance: step %s made no file %q", r.Step, name)
	}
	b, err := os.ReadFile(r.store.object(h))
	if err != nil {
		return nil, fault.Wrap(ErrStore, fault.Bare(err), "a result cannot be read").At("%s", r.store.dir)
	}
	if HashBytes(b) != h {
		return nil, fault.New(ErrStore, "object %s was altered or cut short", h.Short()).At("%s", r.store.dir).
			Try("run the step again; it is computed anew")
	}
	return b, nil
}

// ReadJSON decodes the named file into v.
func (r *Result) ReadJSON(name string, v any) error {
	b, err := r.Read(name)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(b, v); err != nil {
		return fmt.Errorf("decoding %s of step %s: %w", name, r.Step, err)
	}
	return nil
}

// Content returns the hash over all files of the result: the input hash of
// whatever reads it next.
func (r *Result) Content() Hash {
	h, err := HashJSON(r.Files)
	if err != nil {
		panic(err) // a map of strings always encodes
	}
	return h
}
