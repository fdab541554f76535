//go:build !linux

package gdcm

// limit does nothing: other systems cannot limit a process from outside. The
// time on the clock and the size of the output are still bounded.
func limit(int, Limits) error { return nil }
