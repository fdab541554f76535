package deidentify

import (
	"slices"
	"strings"

	"hcclab/hccp53/fault"
	"hcclab/hccp53/mri/internal/dcm"
)

// storage is the root of the storage classes (PS3.4, table B.5-1).
const storage = "1.2.840.10008.5.1.4.1.1."

// accepted are the classes whose pixels are measured, not screens: CT, MR, PET,
// NM, segmentations, parametric maps, registrations, outlines, dose.
var accepted = words(`2 2.1 2.2 4 4.1 4.2 4.4 128 128.1 130 20 30 66.1 66.3 66.4 66.7 67 481.2 481.3`)

// showing are the classes whose pixels often hold text: secondary captures,
// ultrasound, radiographs, angiography, photographs, microscopy. An entry that
// ends with a point stands for all below it.
var showing = []string{"7", "7.", "6.1", "6.2", "3.1", "1", "1.", "12.", "13.", "4.3", "77.1.", "481.1"}

// Values of Image Type (0008,0008) of pictures of a screen in the classes of
// acquired images: dose reports and saved screens.
var screens = []string{"SCREEN SAVE", "SCREENSHOT", "SCREEN", "DOSE_INFO", "DOSE INFO", "DOSE REPORT", "CSA REPORT", "REPORT"}

// accepts returns why f is not de-identified, or nil.
func (d *Deidentifier) accepts(f *dcm.File) error {
	class := f.Class()
	kind, known := strings.CutPrefix(class, storage)
	if strings.EqualFold(f.Text(dcm.BurnedInAnnotation), "YES") {
		return fault.New(ErrBurnedIn, "the file says that text is burned into its pixels (%s)", kindName(class)).
			Try("leave it out, or blank the text with an image editor for DICOM")
	}
	colour := f.Count(dcm.SamplesPerPixel) > 1
	screen := slices.ContainsFunc(f.Texts(dcm.ImageType), func(t string) bool { return slices.Contains(screens, strings.ToUpper(t)) })
	switch {
	case known && accepted[kind] && !colour && !screen:
		return nil
	case known && (accepted[kind] || slices.ContainsFunc(showing, func(c string) bool { return c == kind || strings.HasSuffix(c, ".") && strings.HasPrefix(kind, c) })):
		if d.settings.PixelsChecked {
			return nil
		}
		why := "images of this kind often have text in their pixels"
		if screen {
			why = "the image type is that of a saved screen"
		} else if colour && accepted[kind] {
			why = "the image is in colour, as saved screens are"
		}
		return fault.New(ErrPixelText, "%s (%s)", why, kindName(class)).Try("leave it out, or look at the pixels and say --pixels-checked")
	}
	return fault.New(ErrContent, "files of this kind hold text, or what is not known (%s)", kindName(class)).Try("leave it out")
}

// kindName is the standard's name of a class. That of others is not told: the
// file may have anything in its place.
func kindName(class string) string {
	if name := dcm.Name(class); !strings.HasPrefix(name, "UID ") {
		return name
	}
	return "no class of the standard"
}
