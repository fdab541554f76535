package deidentify

import (
	"bytes"

	"hcclab/hccp53/fault"
	"hcclab/hccp53/mri/internal/dcm"
)

// Settings say how files are de-identified.
type Settings struct {
	// Salt is the secret from which UIDs, date shifts and the order of new
	// patient numbers come: at least 16 bytes, random. The same salt gives the
	// same UIDs and dates in every run; who has it can tell which patient's
	// files these are, by trying.
	Salt []byte
	// KeepCharacteristics keeps sex, age (from 90 years on as 90), size and
	// weight.
	KeepCharacteristics bool
	// PixelsChecked accepts kinds of images that often have text in their
	// pixels: someone looked at them, and there is none. It does not overrule
	// a file that says there is.
	PixelsChecked bool
}

// leastSalt is the least number of bytes of a salt: 128 bits cannot be tried out.
const leastSalt = 16

// Deidentifier de-identifies files. It may be used by several goroutines.
type Deidentifier struct{ settings Settings }

// New returns a Deidentifier. The error is [ErrSettings]: the salt is too short.
func New(s Settings) (*Deidentifier, error) {
	if len(s.Salt) < leastSalt {
		return nil, fault.New(ErrSettings, "the salt has %d bytes; at least %d are needed", len(s.Salt), leastSalt).
			Try("make one with `hccp53 deidentify --salt-file FILE`, or with `openssl rand -hex 32`")
	}
	s.Salt = bytes.Clone(s.Salt)
	return &Deidentifier{settings: s}, nil
}

// Made is a de-identified file.
type Made struct {
	Bytes []byte
	// Study, Series and Instance are the new UIDs.
	Study, Series, Instance string
	Counts                  Counts
}

// Counts tells what became of the elements of one file or of many.
type Counts struct {
	Kept      int `json:"kept"`
	Removed   int `json:"removed"`
	Emptied   int `json:"emptied"`
	Dummies   int `json:"dummies"`
	UIDs      int `json:"uids"`
	Dates     int `json:"dates"`
	Cleaned   int `json:"cleaned"`   // descriptors that had other words than the vocabulary's
	Swept     int `json:"swept"`     // other texts in which the patient was named
	Undecoded int `json:"undecoded"` // texts emptied because their character set could not be read
	Invalid   int `json:"invalid"`   // values emptied because they were none of their kind
}

// Add adds o to c.
func (c *Counts) Add(o Counts) {
	c.Kept += o.Kept
	c.Removed += o.Removed
	c.Emptied += o.Emptied
	c.Dummies += o.Dummies
	c.UIDs += o.UIDs
	c.Dates += o.Dates
	c.Cleaned += o.Cleaned
	c.Swept += o.Swept
	c.Undecoded += o.Undecoded
	c.Invalid += o.Invalid
}

// File returns the de-identified file, whose patient is called id, at most 64
// letters, digits and "-_.". Pixels stay as they are, native ones in little
// endian, compressed ones in their transfer syntax; text becomes UTF-8. The
// same file, settings and id give the same bytes.
//
// The errors are [ErrBurnedIn], [ErrPixelText], [ErrContent], [ErrIncomplete],
// [ErrSettings] for the id, and those of reading a file. None names the patient.
func (d *Deidentifier) File(b []byte, id string) (*Made, error) {
	if !usableID(id) {
		return nil, fault.New(ErrSettings, "the new patient ID is empty, longer than 64 characters, or has other signs than letters, digits and -_.")
	}
	f, err := dcm.Parse(b)
	if err != nil {
		return nil, err
	}
	if err := d.accepts(f); err != nil {
		return nil, err
	}
	who, err := d.identify(f.DataSet)
	if err != nil {
		return nil, err
	}
	if err := f.Whole(); err != nil {
		return nil, err
	}
	s := &sheet{Deidentifier: d, id: id, days: d.days(who.Patient)}
	s.counts.Undecoded = len(f.ToUTF8())
	s.known, s.names = needles(f.DataSet)
	s.dataSet(f.DataSet)
	made := &Made{Study: d.uid(who.study), Series: d.uid(who.series), Instance: d.uid(who.instance)}
	f.SetText(dcm.StudyInstanceUID, "UI", made.Study)
	f.SetText(dcm.SeriesInstanceUID, "UI", made.Series)
	f.SetText(dcm.SOPInstanceUID, "UI", made.Instance)
	s.declare(f.DataSet)
	made.Bytes, made.Counts = f.Append(make([]byte, 0, len(b)+4096)), s.counts
	return made, nil
}
