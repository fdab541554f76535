// Package hostile spoils files for tests and says what a spoilt file must not
// do to its reader. It is for tests alone.
//
// Files come from strangers: cut short by a full disk, damaged by a bad sector,
// or made to do harm. Whatever is in a file, the program that reads a folder of
// thousands must go on. So a reader may answer with an error, but must not
// panic, may allocate no more than [Memory] for a file of a size, and take no
// longer than [Time]:
//
//	for n := range hostile.Cuts(len(whole), 500) {
//		var err error
//		hostile.Harmless(t, name, n, func() { _, err = Parse(whole[:n]) })
//		if err == nil {
//			t.Errorf("%s: cut after %d bytes, and read", name, n)
//		}
//	}
//
// [Cuts] and [Flips] are the same in every run. A fuzz target calls [Harmless]
// on what the fuzzer thinks of.
package hostile
