package provenance

import (
	"fmt"
	"runtime"
	"strings"
)

// Step names one computation by everything that decides its result.
type Step struct {
	// Name is the package and the verb, such as "radiomics.extract".
	Name string
	// Code is the package that computes.
	Code *Code
	// Params are the settings, encodable as JSON. May be nil.
	Params any
	// Inputs are the hashes of what is read, by role. May be nil.
	Inputs map[string]Hash
	// Seed is the seed of the study where the step draws random numbers, else 0.
	Seed uint64
	// Machine is what else decides the bytes of the result: backend, plugin and
	// processor features where networks are trained. May be nil.
	Machine map[string]string
}

// Key returns the hash under which the step's result is kept. It covers all
// fields, the digest of go.sum, the Go release and the processor architecture.
func (s Step) Key() (Hash, error) {
	if s.Name == "" || s.Code == nil {
		panic("provenance: a step needs a name and a code")
	}
	key, err := HashJSON(struct {
		Name, GoSum, Go, Arch string
		Code                  Hash
		Params                any
		Inputs                map[string]Hash
		Seed                  uint64
		Machine               map[string]string
	}{s.Name, strings.TrimSpace(goSum), runtime.Version(), runtime.GOARCH, s.Code.Hash(), s.Params, s.Inputs, s.Seed, s.Machine})
	if err != nil {
		return "", fmt.Errorf("step %s: %w", s.Name, err)
	}
	return key, nil
}
