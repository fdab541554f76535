package fault

import (
	"errors"
	"io/fs"
	"os"
)

// Bare returns what went wrong in an error of the file system without the paths
// that it carries. Folders are often named after patients, and the message has
// what it may name of the file already.
func Bare(err error) error {
	var path *fs.PathError
	var link *os.LinkError
	switch {
	case errors.As(err, &path):
		return path.Err
	case errors.As(err, &link):
		return link.Err
	}
	return err
}
