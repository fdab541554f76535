package dcm

import (
	"strings"

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
// Those are the JPEG and MPEG family (…1.2.4.x), but for the two of it that
// deflate the whole data set, RLE (…1.2.5) and deflated frames (…1.2.8.1).
func Encapsulated(s string) bool {
	switch s {
	case "1.2.840.10008.1.2.5", "1.2.840.10008.1.2.8.1":
		return true
	case "1.2.840.10008.1.2.4.95", "1.2.840.10008.1.2.4.205":
		return false
	}
	return strings.HasPrefix(s, "1.2.840.10008.1.2.4.")
}

// newer are names of PS3.6, annex A, that the library's table does not have.
var newer = map[string]string{
	"1.2.840.10008.1.2.4.110":      "JPEG XL Lossless",
	"1.2.840.10008.1.2.4.111":      "JPEG XL JPEG Recompression",
	"1.2.840.10008.1.2.4.112":      "JPEG XL",
	"1.2.840.10008.1.2.4.201":      "High-Throughput JPEG 2000 Image Compression (Lossless Only)",
	"1.2.840.10008.1.2.4.202":      "High-Throughput JPEG 2000 with RPCL Options Image Compression (Lossless Only)",
	"1.2.840.10008.1.2.4.203":      "High-Throughput JPEG 2000 Image Compression",
	"1.2.840.10008.1.2.8.1":        "Deflated Image Frame Compression",
	"1.2.840.10008.5.1.4.1.1.66.7": "Label Map Segmentation Storage",
	"1.2.840.10008.5.1.4.1.1.66.8": "Height Map Segmentation Storage",
}

// Name returns the standard's name of a UID, or the UID itself: "RLE Lossless",
// "MR Image Storage".
func Name(id string) string {
	if name, ok := newer[id]; ok {
		return name
	}
	if info, err := uid.Lookup(id); err == nil && info.Name != "" { // retired ones have none
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
