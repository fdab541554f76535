package nrrd

import (
	"bufio"
	"errors"
	"io"
	"regexp"
	"slices"
	"strings"

	"hcclab/hccp53/fault"
)

// maxHeader bounds the text before the voxels. A segmentation takes about 1 KiB
// a segment.
const maxHeader = 4 << 20

// magic is the first line. Version 5 is the latest; the oldest is written
// 00.01.
var magic = regexp.MustCompile(`^NRRD(000[1-5]|00\.01)\r?\n?$`)

// names are the fields of the format, without spaces. A field that is not among
// them is an error: it may be a damaged one that matters.
var names = strings.Fields(`content number type dimension space spacedimension sizes spacings thicknesses
	axismins axismaxs centers centerings labels units spaceunits spaceorigin spacedirections measurementframe kinds
	min max oldmin oldmax blocksize endian encoding lineskip byteskip datafile sampleunits`)

// header is the text of a file.
type header struct {
	field map[string]string // by its name without spaces, in lower case
	key   map[string]string // the free "key:=value" pairs
	list  []string          // the lines after "data file: LIST"

	length int64 // of the text in bytes, with the empty line
}

// readHeader reads up to and including the empty line before the voxels, or to
// the end of a header without voxels.
func readHeader(r *bufio.Reader) (*header, error) {
	h := &header{field: map[string]string{}, key: map[string]string{}}
	left := maxHeader
	line, err := readLine(r, &left)
	if err != nil || !magic.MatchString(line) {
		return nil, fault.New(ErrNotNRRD, "the file does not start with NRRD and a version of 1 to 5").Try("export it as .nrrd")
	}
	for {
		line, err = readLine(r, &left)
		h.length = maxHeader - int64(left)
		whole := strings.HasSuffix(line, "\n")
		text := strings.TrimRight(line, "\r\n")
		switch {
		case errors.Is(err, errLongHeader):
			return nil, fault.New(ErrDamaged, "the header is longer than %d MiB", maxHeader>>20)
		case err != nil && !errors.Is(err, io.EOF):
			return nil, err
		case whole && text == "":
			return h, nil
		case text == "" && h.field["datafile"] == "":
			return nil, endless()
		case text == "":
			return h, nil
		}
		if err := h.add(text); err != nil {
			return nil, err
		}
		// What may be half a line must at least be checked by something: a file
		// name is, by the file.
		if !whole && len(h.list) == 0 && !strings.HasPrefix(strings.ToLower(text), "data") {
			return nil, endless()
		}
	}
}

// written are the fields whose names are two words.
var written = map[string]string{
	"spacedimension": "space dimension", "axismins": "axis mins", "axismaxs": "axis maxs", "spaceunits": "space units",
	"spaceorigin": "space origin", "spacedirections": "space directions", "measurementframe": "measurement frame",
	"oldmin": "old min", "oldmax": "old max", "blocksize": "block size", "lineskip": "line skip", "byteskip": "byte skip",
	"datafile": "data file", "sampleunits": "sample units",
}

// fields returns the fields by the names that the format gives them.
func (h *header) fields() map[string]string {
	out := map[string]string{}
	for name, text := range h.field {
		if long, ok := written[name]; ok {
			name = long
		}
		out[name] = text
	}
	return out
}

func endless() error {
	return fault.New(ErrDamaged, "the file ends within its header").Try("copy or export the file again")
}

var errLongHeader = errors.New("long header")

// readLine returns the next line with its end, or what there is of it with
// io.EOF. It takes the bytes off left.
func readLine(r *bufio.Reader, left *int) (string, error) {
	var line []byte
	for {
		part, err := r.ReadSlice('\n')
		if *left -= len(part); *left < 0 {
			return "", errLongHeader
		}
		line = append(line, part...)
		if !errors.Is(err, bufio.ErrBufferFull) {
			return string(line), err
		}
	}
}

// add takes one line: a field, a pair, a comment or a name of a list.
func (h *header) add(text string) error {
	if h.field["datafile"] != "" && isList(h.field["datafile"]) {
		h.list = append(h.list, strings.TrimSpace(text))
		return nil
	}
	if strings.HasPrefix(text, "#") {
		return nil
	}
	i := strings.IndexByte(text, ':')
	if i < 1 {
		return fault.New(ErrDamaged, "a line of the header is neither a field nor a pair of key and value")
	}
	if value, ok := strings.CutPrefix(text[i:], ":="); ok {
		if _, again := h.key[text[:i]]; again {
			return fault.New(ErrDamaged, "a key of the header appears twice")
		}
		h.key[text[:i]] = unescape.Replace(value)
		return nil
	}
	name := strings.ToLower(strings.ReplaceAll(text[:i], " ", ""))
	if !slices.Contains(names, name) {
		return fault.New(ErrDamaged, "the header has a field that the format does not know")
	}
	if _, again := h.field[name]; again {
		return fault.New(ErrDamaged, "the field %q appears twice", name)
	}
	h.field[name] = strings.TrimSpace(text[i+1:])
	return nil
}

// unescape undoes what a writer does to line ends in a value.
var unescape = strings.NewReplacer(`\\`, `\`, `\n`, "\n")

func isList(dataFile string) bool {
	return dataFile == "LIST" || strings.HasPrefix(dataFile, "LIST ")
}
