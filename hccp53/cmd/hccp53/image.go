package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"hcclab/hccp53"
	"hcclab/hccp53/imagefile"
)

func imageCommand(s *session) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "image",
		Short: "Describe and convert image files: DICOM, NIfTI, NRRD",
		Long: `image works on files, without a study: info says what lies in a file or folder,
convert writes it in another format.`,
	}
	cmd.AddCommand(infoCommand(s), convertCommand(s))
	return cmd
}

func infoCommand(s *session) *cobra.Command {
	return &cobra.Command{
		Use: "info PATH", Args: cobra.ExactArgs(1),
		Short: "Say what a file or folder holds: each file, each volume, each phase",
		Long: `info reads a file, or every file below a folder, and prints for each file its
transfer syntax, size and stored pixels, and for each volume that the files
become its voxels, its place in the patient and in time, and its phase with the
evidence. With --json it prints everything that is known, hashes in full.

The hash of a file's pixels is the SHA-256 of the stored values as a little-endian
array, before any rescale; that of a volume is taken after it. No element that
names the patient is printed.`,
		Example: "  hccp53 image info patients/017/mri\n  hccp53 image info voi.nii.gz --json",
		RunE: func(cmd *cobra.Command, args []string) error {
			d, err := imagefile.Describe(cmd.Context(), args[0])
			if err != nil {
				return err
			}
			if s.asJSON {
				return writeJSON(cmd.OutOrStdout(), d)
			}
			out := cmd.OutOrStdout()
			fmt.Fprint(out, fileTable(d))
			if len(d.Volumes) > 0 {
				fmt.Fprint(out, "\n", volumeTable(d))
			}
			for _, r := range d.Refused {
				fmt.Fprintln(out, "no volume:", r)
			}
			for _, w := range d.Warnings {
				fmt.Fprintln(out, "warning:", w)
			}
			return nil
		},
	}
}

func fileTable(d *imagefile.Description) hccp53.Table {
	t := hccp53.Table{Name: "files", Header: []string{"file", "what", "transfer syntax", "rows × columns", "frames", "stored as", "least", "most", "mean", "SHA-256"}}
	for _, f := range d.Files {
		row := []string{f.Name, f.Format, f.TransferSyntaxName, "", "", "", "", "", "", ""}
		if f.Kind != "" {
			row[1] = f.Kind
		}
		switch {
		case f.SHA256 != "":
			row[3] = measure(f.Rows, f.Columns)
			if f.Rows == 0 {
				row[3] = measure(f.Shape...)
			}
			row[4], row[5] = fmt.Sprint(f.Frames), f.DType
			row[6], row[7], row[8], row[9] = number(f.Min), number(f.Max), number(f.Mean), f.SHA256[:12]
		case f.Error != "":
			row[3] = "pixels not read: " + f.Error
		default:
			row[3] = "no pixels"
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

func volumeTable(d *imagefile.Description) hccp53.Table {
	t := hccp53.Table{Name: "volumes", Header: []string{"series", "description", "voxels", "spacing (mm)", "origin (mm, LPS)", "time", "phase", "evidence", "least", "most", "SHA-256"}}
	for _, v := range d.Volumes {
		t.Rows = append(t.Rows, []string{
			fmt.Sprint(v.SeriesNumber), strings.TrimSpace(v.Modality + " " + v.Description), measure(v.Size[:]...),
			numbers(v.Spacing[:]), numbers(v.Origin[:]), fmt.Sprintf("%d of %d", v.Time, v.Times), v.Phase, v.Evidence,
			number(v.Min), number(v.Max), v.SHA256[:12],
		})
	}
	return t
}

// measure joins counts: 512×512×24.
func measure(n ...int) string {
	text := make([]string, len(n))
	for i, x := range n {
		text[i] = fmt.Sprint(x)
	}
	return strings.Join(text, "×")
}

func number(x float64) string { return fmt.Sprintf("%.6g", x) }

func numbers(x []float64) string {
	text := make([]string, len(x))
	for i, v := range x {
		text[i] = number(v)
	}
	return strings.Join(text, " ")
}

func convertCommand(s *session) *cobra.Command {
	var o imagefile.Options
	var phase string
	cmd := &cobra.Command{
		Use: "convert SRC DST", Args: cobra.ExactArgs(2),
		Short: "Write volumes as NIfTI, NRRD or DICOM",
		Long: `convert reads the volumes at SRC, a file or a folder of any format that image info
reads, and writes them to DST. The name of DST tells the format: .nii, .nii.gz,
.nrrd, or a folder that ends in a slash for a DICOM MR series. One volume is
written; where SRC holds several, choose one with --series, --time or --phase, or
take all of them with --all, which makes DST a folder of NIfTI files.

Values are those after the rescale. Voxels stay in their order: nothing is
resampled or turned. NIfTI keeps places as float32, about seven digits. A DICOM
series holds no patient's name; its numbers are stored in 16 bits, without loss
where the values are whole numbers that fit.`,
		Example: `  hccp53 image convert patients/017/mri arterial.nii.gz --phase AP
  hccp53 image convert patients/017/mri volumes/ --all
  hccp53 image convert arterial.nrrd arterial-dicom/`,
		RunE: func(cmd *cobra.Command, args []string) error {
			o.Phase = phase
			written, err := imagefile.Convert(cmd.Context(), args[0], args[1], o)
			if err != nil {
				return err
			}
			if s.asJSON {
				return writeJSON(cmd.OutOrStdout(), written)
			}
			for _, w := range written {
				fmt.Fprintf(cmd.OutOrStdout(), "%s: %s voxels of %s mm, %s\n", w.Name, measure(w.Size[:]...), numbers(w.Spacing[:]), w.From)
				if w.Note != "" {
					fmt.Fprintf(cmd.OutOrStdout(), "%s: %s\n", w.Name, w.Note)
				}
			}
			return nil
		},
	}
	f := cmd.Flags()
	f.IntVar(&o.Series, "series", 0, "the volume of this series number")
	f.IntVar(&o.Time, "time", 0, "the volume at this place in time, from 1")
	f.StringVar(&phase, "phase", "", "the volume of this phase: pre, AP, PVP, DP or HBP")
	f.BoolVar(&o.All, "all", false, "every volume, into the folder DST")
	f.BoolVar(&o.Force, "force", false, "write over what is there")
	return cmd
}
