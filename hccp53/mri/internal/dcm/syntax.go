package dcm

import (
	"github.com/suyashkumar/dicom/pkg/uid"

	"hcclab/hccp53/fault"
)

// Transfer syntaxes with native pixels (PS3.5, annex A.1 to A.3 and A.5).
const (
	ImplicitLittle = "1.2.840.10008.1.2"
	ExplicitLittle = "1.2.840.10008.1.2.1"
	DeflatedLittle = "1.2.840.10008.1.2.1.99"
	ExplicitBig    = "1.2.840.10008.1.2.2"
)

// Encapsulated reports whether s keeps its header in explicit little
// endian and only its pixels compressed, so that the header can be read.
// Those are the JPEG family (…1.2.4.x), RLE (…1.2.5) and deflated frames
// (…1.2.8.1).
func Encapsulated(s string) bool {
	for _, prefix := range []string{"1.2.840.10008.1.2.4.", "1.2.840.10008.1.2.5", "1.2.840.10008.1.2.8."} {
		if len(s) >= len(prefix) && s[:len(prefix)] == prefix {
			return true
		}
	}
	return false
}

// Name returns the standard's name of a UID, or the UID itself: "RLE Lossless",
// "MR Image Storage".
func Name(id string) string {
	if id == "1.2.840.10008.1.2.8.1" { // newer than the library's table
		return "Deflated Image Frame Compression"
	}
	if info, err := uid.Lookup(id); err == nil {
		return info.Name
	}
	return "UID " + Printable(id)
}

// Printable returns s without control characters and of at most 64 bytes, so
// that foreign text can stand in a message.
func Printable(s string) string {
	b := make([]rune, 0, 64)
	for _, r := range s {
		if len(b) == 64 {
			break
		}
		if r >= ' ' && r != 0x7f {
			b = append(b, r)
		}
	}
	return string(b)
}

func unsupportedSyntax(s string) error {
	return fault.New(ErrTransferSyntax, "the transfer syntax is %s, which is not read", Name(s)).
		Try("convert the files to uncompressed ones, for example with `gdcmconv --raw in.dcm out.dcm` (package libgdcm-tools)")
}
