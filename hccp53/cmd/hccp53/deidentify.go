package main

import (
	"cmp"
	"crypto/rand"
	"encoding/csv"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/google/renameio/v2"
	"github.com/spf13/cobra"

	"hcclab/hccp53"
	"hcclab/hccp53/fault"
	"hcclab/hccp53/mri/deidentify"
)

func deidentifyCommand(s *session) *cobra.Command {
	var (
		o                 deidentify.Order
		saltFile, mapFile string
	)
	cmd := &cobra.Command{
		Use: "deidentify SRC DST", Args: cobra.ExactArgs(2),
		Short: "Take out of DICOM files what tells who the patients are",
		Long: `deidentify reads every DICOM file below SRC and writes it without what tells who
the patient is to DST/PATIENT/STUDY/SERIES/INSTANCE.dcm, after the basic profile
of DICOM PS3.15, annex E. Names, numbers, private elements and free text go; UIDs
are replaced and still fit together; dates move by a number of days that is the
same for all files of a patient; times of day stay, so that the phases are found
as before. Of descriptions, only words for phases, sequences and anatomy stay.
Pixels are not touched.

It cannot see text that is burned into pixels, and leaves faces. Kinds of images
that often have text in them (screenshots, ultrasound, radiographs) are refused
until you looked at them and say --pixels-checked. docs/deidentify.md says what
remains, and how to check.

All new UIDs, numbers and dates come from a secret salt. Keep its file: the same
salt gives the same patients in later runs. Who has it can tell who is who.
An interrupted run goes on with the same command.`,
		Example: `  hccp53 deidentify --salt-file ~/study.salt --dry-run export/ shared/
  hccp53 deidentify --salt-file ~/study.salt --map ~/study-ids.csv export/ shared/`,
		RunE: func(cmd *cobra.Command, args []string) error {
			o.Source, o.Destination = args[0], args[1]
			for _, file := range []string{saltFile, mapFile} {
				if err := outside(o.Destination, file); err != nil {
					return err
				}
			}
			var err error
			if o.Salt, err = readSalt(saltFile, o.DryRun, cmd.ErrOrStderr()); err != nil {
				return err
			}
			tell := s.progress()
			o.Progress = func(done, total int) {
				tell(hccp53.Progress{Stage: "De-identifying files", Done: done, Total: total})
			}
			sum, err := deidentify.Run(cmd.Context(), o)
			if err != nil {
				return err
			}
			if mapFile != "" && !o.DryRun {
				if err := writeMap(mapFile, sum.NewIDs); err != nil {
					return err
				}
				fmt.Fprintln(cmd.ErrOrStderr(), "The map of patient IDs tells who is who: keep it where patient data may be, and never with the files.")
			}
			if !s.asJSON {
				printSummary(cmd.OutOrStdout(), sum, o.DryRun)
			} else if err := writeJSON(cmd.OutOrStdout(), sum); err != nil {
				return err
			}
			if sum.Written+sum.Unchanged == 0 {
				return fault.New(deidentify.ErrFolder, "none of the %d files could be de-identified", sum.Files).Try("read the reasons above")
			}
			return nil
		},
	}
	f := cmd.Flags()
	f.StringVar(&saltFile, "salt-file", "", "file with the secret salt; made (readable by you alone) where it is missing")
	f.StringVar(&mapFile, "map", "", "write old and new patient IDs to this CSV file, readable by you alone")
	f.StringVar(&o.Pattern, "patient-id", "SUBJ-####", "pattern of new patient IDs; the # signs become a number")
	f.BoolVar(&o.KeepCharacteristics, "keep-characteristics", false, "keep sex, age (90 and above as 90), size and weight")
	f.BoolVar(&o.PixelsChecked, "pixels-checked", false, "accept screenshots, ultrasound and the like: you looked, there is no text in their pixels")
	f.IntVar(&o.Workers, "jobs", 0, "files at a time; 0: one a processor")
	f.BoolVar(&o.DryRun, "dry-run", false, "write nothing; print what would be done")
	if err := cmd.MarkFlagRequired("salt-file"); err != nil {
		panic(err)
	}
	return cmd
}

// outside returns an error when a secret file would lie among the files that
// are given away.
func outside(destination, file string) error {
	if file == "" {
		return nil
	}
	dir, err1 := filepath.Abs(destination)
	path, err2 := filepath.Abs(file)
	if err := errors.Join(err1, err2); err != nil {
		return err
	}
	if deidentify.Inside(dir, path) {
		return fault.New(deidentify.ErrSettings, "the salt or the map would lie in the destination").Try("keep them where patient data may be")
	}
	return nil
}

// readSalt reads the salt, 32 bytes in hexadecimal. Where the file is missing it
// makes one; a dry run then takes a salt for this run only.
func readSalt(path string, dry bool, messages io.Writer) ([]byte, error) {
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		salt := make([]byte, 32)
		rand.Read(salt) // never fails (crypto/rand)
		if dry {
			return salt, nil
		}
		if err := renameio.WriteFile(path, []byte(hex.EncodeToString(salt)+"\n"), 0o600, renameio.WithStaticPermissions(0o600)); err != nil {
			return nil, fault.Wrap(deidentify.ErrSettings, fault.Bare(err), "the salt file cannot be written")
		}
		fmt.Fprintln(messages, "A new salt was made. Keep its file: later runs need it, and it tells who is who.")
		return salt, nil
	}
	if err != nil {
		return nil, fault.Wrap(deidentify.ErrSettings, fault.Bare(err), "the salt file cannot be read")
	}
	if info, err := os.Stat(path); err == nil && info.Mode().Perm()&0o077 != 0 {
		fmt.Fprintln(messages, "Others can read the salt file; `chmod 600` it.")
	}
	salt, err := hex.DecodeString(strings.TrimSpace(string(text)))
	if err != nil {
		return nil, fault.New(deidentify.ErrSettings, "the salt file does not hold hexadecimal digits").Try("name the file of a run before, or one that is not there yet")
	}
	return salt, nil
}

// mapHeader is the first line of the map of patient IDs.
var mapHeader = []string{"patient_id", "new_id"}

// writeMap writes the map, with the rows that are there from runs before.
func writeMap(path string, ids map[string]string) error {
	bad := func(what string) error {
		return fault.New(deidentify.ErrSettings, "the map file %s", what).Try("name another file, or the one of the run before")
	}
	all := maps.Clone(ids)
	if content, err := os.ReadFile(path); err == nil {
		rows, err := csv.NewReader(strings.NewReader(string(content))).ReadAll()
		if err != nil || len(rows) == 0 || !slices.Equal(rows[0], mapHeader) {
			return bad("is there already and is no map")
		}
		for _, row := range rows[1:] {
			if id, ok := all[row[0]]; ok && id != row[1] {
				return bad("gives a patient another new ID")
			}
			all[row[0]] = row[1]
		}
	} else if !errors.Is(err, fs.ErrNotExist) {
		return bad("cannot be read")
	}
	rows := [][]string{}
	for old, id := range all {
		rows = append(rows, []string{old, id})
	}
	slices.SortFunc(rows, func(a, b []string) int { return cmp.Or(cmp.Compare(a[1], b[1]), cmp.Compare(a[0], b[0])) })
	var text strings.Builder
	if err := csv.NewWriter(&text).WriteAll(append([][]string{mapHeader}, rows...)); err != nil {
		return err
	}
	if err := renameio.WriteFile(path, []byte(text.String()), 0o600, renameio.WithStaticPermissions(0o600)); err != nil {
		return bad("cannot be written")
	}
	return nil
}

func printSummary(w io.Writer, sum *deidentify.Summary, dry bool) {
	written := "written"
	if dry {
		written = "would be written"
	}
	fmt.Fprintf(w, "%d files of %d patients: %d %s, %d there already, %d duplicates, %d not DICOM\n",
		sum.Files, sum.Patients, sum.Written, written, sum.Unchanged, sum.Duplicates, sum.NotDICOM)
	for _, reason := range slices.Sorted(maps.Keys(sum.Refused)) {
		fmt.Fprintf(w, "%d refused: %s\n", sum.Refused[reason], reason)
	}
	e := sum.Elements
	fmt.Fprintf(w, "Elements: %d kept, %d removed, %d emptied, %d given dummy values, %d with new UIDs, %d dates and times, %d descriptions cleaned\n",
		e.Kept, e.Removed, e.Emptied, e.Dummies, e.UIDs, e.Dates, e.Cleaned)
	fmt.Fprintf(w, "%d texts named the patient and were cut, %d could not be decoded, %d values were no values of their kind\n", e.Swept, e.Undecoded, e.Invalid)
}
