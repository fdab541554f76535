package pixel

import (
	"strings"

	"hcclab/hccp53/fault"
	"hcclab/hccp53/mri/internal/dcm"
)

// codec says who decodes a transfer syntax.
type codec int

const (
	codecUnknown codec = iota
	codecNone          // native pixels
	codecRLE
	codecJPEG
	codecJPEGLS
	codecJPEG2000
)

// codecs lists the transfer syntaxes that are read (PS3.5, annex A).
var codecs = map[string]codec{
	dcm.ImplicitLittle: codecNone, dcm.ExplicitLittle: codecNone, dcm.ExplicitBig: codecNone, dcm.DeflatedLittle: codecNone,
	"1.2.840.10008.1.2.5":    codecRLE,
	"1.2.840.10008.1.2.4.50": codecJPEG, // baseline (process 1)
	"1.2.840.10008.1.2.4.51": codecJPEG, // extended (processes 2 and 4)
	"1.2.840.10008.1.2.4.57": codecJPEG, // lossless (process 14)
	"1.2.840.10008.1.2.4.70": codecJPEG, // lossless (process 14, selection value 1)
	"1.2.840.10008.1.2.4.80": codecJPEGLS,
	"1.2.840.10008.1.2.4.81": codecJPEGLS,
	"1.2.840.10008.1.2.4.90": codecJPEG2000,
	"1.2.840.10008.1.2.4.91": codecJPEG2000,
}

func codecOf(syntax string) codec { return codecs[syntax] }

func native(syntax string) bool { return codecOf(syntax) == codecNone }

// ByChild reports whether pixels of the transfer syntax are decoded by a child
// process. Several files of such pixels are best given to [Together].
func ByChild(syntax string) bool {
	c := codecOf(syntax)
	return c == codecJPEGLS || c == codecJPEG2000
}

// younger names syntaxes that the dictionary of the library does not have.
var younger = map[string]string{
	"1.2.840.10008.1.2.4.110": "JPEG XL Lossless",
	"1.2.840.10008.1.2.4.111": "JPEG XL JPEG Recompression",
	"1.2.840.10008.1.2.4.112": "JPEG XL",
	"1.2.840.10008.1.2.4.201": "High-Throughput JPEG 2000 Image Compression (Lossless Only)",
	"1.2.840.10008.1.2.4.202": "High-Throughput JPEG 2000 with RPCL Options Image Compression (Lossless Only)",
	"1.2.840.10008.1.2.4.203": "High-Throughput JPEG 2000 Image Compression",
	"1.2.840.10008.1.2.4.204": "JPIP HTJ2K Referenced",
	"1.2.840.10008.1.2.4.205": "JPIP HTJ2K Referenced Deflate",
}

// refuse returns an error that names a transfer syntax that is not read.
func refuse(syntax string) error {
	if codecOf(syntax) != codecUnknown {
		return nil
	}
	name, ok := younger[syntax]
	if !ok {
		name = dcm.Name(syntax)
	}
	remedy := "export the images uncompressed (Explicit VR Little Endian)"
	if strings.Contains(name, "MPEG") || strings.Contains(name, "HEVC") || strings.Contains(name, "SMPTE") {
		remedy = "leave videos out of the folder"
	}
	return fault.New(dcm.ErrTransferSyntax, "the pixels are stored as %s, which is not read", name).Try("%s", remedy)
}
