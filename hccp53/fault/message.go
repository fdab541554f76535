package fault

import (
	"errors"
	"fmt"
)

// Place says where err was found, if it is an [Error] that does not know: one
// made by a function that was not told the name of the file. Other errors it
// returns as they are.
func Place(err error, where string) error {
	var f *Error
	if errors.As(err, &f) && f.Where == "" {
		g := *f
		g.Where = where
		return &g
	}
	return err
}

// Count names a number of things in a message: "1 file", "3 files".
func Count(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return fmt.Sprintf("%d %ss", n, thing)
}
