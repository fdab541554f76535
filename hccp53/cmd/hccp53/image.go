package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"hcclab/hccp53"
	"hcclab/hccp53/imagefile"
	"hcclab/hccp53/mri"
)

func imageCommand(s *session) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "image",
		Short: "Describe and convert image files: DICOM, NIfTI, NRRD",
		Long: `image works on files, without a study: info says what lies in a file or folder,
convert writes volumes in another format, mask writes outlines (SEG, RTSTRUCT,
label maps) as a mask on the grid of an image.`,
		Args: cobra.NoArgs, RunE: helpOf,
	}
	cmd.AddCommand(infoCommand(s), convertCommand(s), maskCommand(s))
	return cmd
}

// helpOf is the run of a group: without a verb it prints what verbs there are.
func helpOf(cmd *cobra.Command, _ []string) error { return cmd.Help() }

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
			for _, f := range d.Files {
				if text := regions(f); text != "" {
					fmt.Fprintln(out, "regions of", f.Name+":", text)
				}
			}
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
		case f.Array != nil:
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

// regions lists the segments of a segmentation, or the regions of a structure
// set, by number and name.
func regions(f imagefile.File) string {
	facts, ok := f.Facts.(*mri.FileFacts)
	if !ok {
		return ""
	}
	var names []string
	for _, s := range facts.Segments {
		names = append(names, fmt.Sprintf("%d %s", s.Number, s.Label))
	}
	for _, r := range facts.ROIs {
		names = append(names, fmt.Sprintf("%d %s (%d contours)", r.Number, r.Name, r.Contours))
	}
	return strings.Join(names, ", ")
}

func volumeTable(d *imagefile.Description) hccp53.Table {
	t := hccp53.Table{Name: "volumes", Header: []string{"volume", "from", "description", "voxels", "spacing (mm)", "origin (mm, LPS)", "time", "phase", "evidence", "least", "most", "SHA-256"}}
	for _, v := range d.Volumes {
		from := v.File
		if from == "" {
			from = fmt.Sprintf("series %d", v.SeriesNumber)
		}
		t.Rows = append(t.Rows, []string{
			fmt.Sprint(v.Number), from, strings.TrimSpace(v.Modality + " " + v.Description), measure(v.Size[:]...),
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
	cmd := &cobra.Command{
		Use: "convert SRC DST", Args: cobra.ExactArgs(2),
		Short: "Write volumes as NIfTI, NRRD or DICOM",
		Long: `convert reads the volumes at SRC, a file or a folder of any format that image info
reads, and writes them to DST. The name of DST tells the format: .nii, .nii.gz,
.nrrd, or a folder that ends in a slash for a DICOM MR series. One volume is
written; where SRC holds several, choose one with --series, --time, --phase or
--volume (its number in image info), or take all of them with --all, which makes
DST a folder of NIfTI files.

Values are those after the rescale. Voxels stay in their order: nothing is
resampled or turned. NIfTI keeps places as float32, about seven digits. A DICOM
series holds no patient's name; its numbers are stored in 16 bits, without loss
where the values are whole numbers that fit.`,
		Example: `  hccp53 image convert patients/017/mri arterial.nii.gz --phase AP
  hccp53 image convert patients/017/mri volumes/ --all
  hccp53 image convert arterial.nrrd arterial-dicom/`,
		RunE: func(cmd *cobra.Command, args []string) error {
			o.Tell = func(text string) { fmt.Fprintln(cmd.ErrOrStderr(), "warning:", text) }
			written, err := imagefile.Convert(cmd.Context(), args[0], args[1], o)
			if err != nil {
				return err
			}
			return s.written(cmd, written)
		},
	}
	choiceFlags(cmd, &o, "the volume")
	cmd.Flags().BoolVar(&o.All, "all", false, "every volume, into the folder DST")
	cmd.Flags().BoolVar(&o.Force, "force", false, "write over what is there")
	return cmd
}

// choiceFlags lets the user choose one of several volumes.
func choiceFlags(cmd *cobra.Command, o *imagefile.Options, which string) {
	f := cmd.Flags()
	f.IntVar(&o.Series, "series", 0, which+" of this series number")
	f.IntVar(&o.Time, "time", 0, which+" at this place in time, from 1")
	f.IntVar(&o.Volume, "volume", 0, which+" of this number in image info")
	f.StringVar(&o.Phase, "phase", "", which+" of this phase: pre, AP, PVP, DP or HBP")
}

func maskCommand(s *session) *cobra.Command {
	var o imagefile.MaskOptions
	cmd := &cobra.Command{
		Use: "mask SRC DST --like IMAGE", Args: cobra.ExactArgs(2),
		Short: "Write outlines as a mask on the grid of an image, or as a DICOM SEG",
		Long: `mask reads the outlines at SRC (a DICOM SEG or RTSTRUCT, a .seg.nrrd, a label map)
and writes them to DST as a mask with the voxels of IMAGE, a file or folder. The
name of DST tells the format: .nii, .nii.gz, .nrrd, or .dcm for a DICOM
segmentation that refers to the images of the series at IMAGE.

All regions are taken together unless --region names one. Outlines that were
drawn on another grid are refused with what differs; --resample brings them to
the grid by nearest neighbour.`,
		Example: `  hccp53 image mask rs.dcm gtv.nii.gz --like patients/017/mri --phase AP --region GTV
  hccp53 image mask voi.nii.gz voi.dcm --like patients/017/mri --series 8`,
		RunE: func(cmd *cobra.Command, args []string) error {
			w, err := imagefile.Mask(cmd.Context(), args[0], args[1], o)
			if err != nil {
				return err
			}
			return s.written(cmd, []imagefile.Written{w})
		},
	}
	cmd.Flags().StringVar(&o.Like, "like", "", "the image on whose grid the mask lies (needed)")
	cmd.Flags().Func("region", "take the region of this name or number", func(name string) error {
		if o.Region != "" {
			return fmt.Errorf("one region can be taken, and %q was asked for before", o.Region)
		}
		o.Region = name
		return nil
	})
	cmd.Flags().BoolVar(&o.Resample, "resample", false, "take outlines of another grid, by nearest neighbour")
	cmd.Flags().BoolVar(&o.Force, "force", false, "write over what is there")
	choiceFlags(cmd, &o.Image, "the image")
	if err := cmd.MarkFlagRequired("like"); err != nil {
		panic(err) // there is no such flag
	}
	return cmd
}

// written says what was written.
func (s *session) written(cmd *cobra.Command, all []imagefile.Written) error {
	if s.asJSON {
		return writeJSON(cmd.OutOrStdout(), all)
	}
	for _, w := range all {
		line := fmt.Sprintf("%s: %s voxels of %s mm, %s", w.Name, measure(w.Size[:]...), numbers(w.Spacing[:]), w.From)
		for _, more := range []string{w.Drawn, w.Note} {
			if more != "" {
				line += "; " + more
			}
		}
		if _, err := fmt.Fprintln(cmd.OutOrStdout(), line); err != nil {
			return err
		}
	}
	return nil
}
