// Package deidentify takes out of DICOM files what tells who the patient is,
// and leaves what the study needs: pixels, geometry, scaling, and the times
// from which the phases of a dynamic series are found.
//
//	d, err := deidentify.New(deidentify.Settings{Salt: salt})
//	made, err := d.File(b, "SUBJ-0001")
//	os.WriteFile(made.Instance+".dcm", made.Bytes, 0o644)
//
// [Run] does it for a folder.
//
// # What is done
//
// The Basic Application Level Confidentiality Profile of PS3.15, annex E, with
// the options Clean Descriptors, Retain Longitudinal Temporal Information with
// Modified Dates, Retain Safe Private and, if asked for, Retain Patient
// Characteristics. profile.csv holds table E.1-1: tag, keyword, kind of value,
// the action of the basic profile, the options that keep or clean it (D dates,
// C descriptors, P characteristics), and in column "here" what is done where no
// option says otherwise.
//
// The actions are those of edition 2026c. They were tabulated from
// dicom-anonymizer 2.1.0 and compared with idiscore 1.6.0, which reads the
// edition of June 2025 and has the options too: the two differ in nothing but
// nine attributes that the later edition adds. The options of those nine could
// not be looked up; they are taken out whole. Keywords and kinds are those of
// pydicom 3.0.2; it lacks 25 of the newest attributes, which stand without kind.
//
// Where the table leaves a choice (X/Z/D …) the type of the attribute in the
// objects that are accepted decides: needed with a value, a dummy; needed, but
// may be empty, emptied; else removed. Where those objects do not have it, it
// is removed. A sequence is never filled with dummies; it is emptied or removed.
//
// The table names what is likely to identify, and is silent about the rest. Of
// the rest, here: private and unknown elements, curves and overlays go; so does
// free text, and short text that is not on a list of technical terms (kept.go);
// dates move with the others; UIDs that are not the standard's own change. Then
// all text that is left is searched for the names, numbers, dates and UIDs of
// this very patient.
//
// # What is not done
//
// Pixels are not looked at. Files that say that text is burned in are refused,
// as are kinds that often have it. A face can be made from a head scan. Rare
// diseases, rare scanners and the time of day remain.
package deidentify

import "errors"

// Errors, wrapped in a fault.Error. A file that cannot be read gives those of
// package mri: ErrNotDICOM, ErrDamaged, ErrTransferSyntax.
var (
	// ErrBurnedIn: the file says that text is burned into its pixels.
	ErrBurnedIn = errors.New("deidentify: text burned into the pixels")
	// ErrPixelText: files of this kind often have text in their pixels.
	ErrPixelText = errors.New("deidentify: pixels may hold text")
	// ErrContent: files of this kind hold text, or what is not known, at their
	// heart: reports, documents, waveforms, plans, kinds of a maker's own.
	ErrContent = errors.New("deidentify: content cannot be de-identified")
	// ErrIncomplete: the file lacks the UIDs of study, series or instance.
	ErrIncomplete = errors.New("deidentify: file without identity")
	// ErrDuplicate: two files claim to be the same instance and differ.
	ErrDuplicate = errors.New("deidentify: conflicting duplicates")
	// ErrSettings: salt, pattern or folders cannot be used.
	ErrSettings = errors.New("deidentify: settings not usable")
	// ErrFolder: a folder or file cannot be read or written.
	ErrFolder = errors.New("deidentify: folder not usable")
)
