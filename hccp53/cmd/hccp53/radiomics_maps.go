package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"hcclab/hccp53"
	"hcclab/hccp53/fault"
	"hcclab/hccp53/radiomics"
	"hcclab/hccp53/radiomics/batch"
	"hcclab/hccp53/volume/nifti"
	"hcclab/hccp53/volume/nrrd"
)

// mapping is what the flags of maps say.
type mapping struct {
	settings           radiomicsFlags
	one                batch.Case
	label, out, format string
	features           []string
	radius             int
	force              bool
	geometry           batch.Geometry
}

func radiomicsMapsCommand(s *session) *cobra.Command {
	var m mapping
	cmd := &cobra.Command{
		Use: "maps --image I --mask M --out FOLDER", Args: cobra.NoArgs,
		Short: "Draw maps of features, measured around each voxel of a mask",
		Long: `maps measures features in a window around each voxel of a mask, as PyRadiomics does
with --mode voxel, and writes a volume a feature to FOLDER, named like the
feature. The volume covers the mask and the window's radius around it.

--features names classes or features, such as glcm,firstorder_Entropy; without it
all classes of the settings but shape are mapped. The window is that of the file of
settings (kernelRadius, maskedKernel, initValue in its section voxelSetting), or
of --radius: 1 is 3×3×3 voxels. Where a feature is not defined in a window, such as
co-occurrence around a voxel that is alone, the map has initValue, and it is said
for how many voxels.`,
		Example: `  hccp53 radiomics maps --image ap.nii.gz --mask voi.nii.gz --features glcm --out maps
  hccp53 radiomics maps --image ap.nrrd --mask voi.nrrd --radius 2 --out maps`,
		RunE: func(cmd *cobra.Command, _ []string) error { return m.run(cmd, s) },
	}
	f := cmd.Flags()
	f.StringVar(&m.one.Image, "image", "", "the image (needed)")
	f.StringVar(&m.one.Mask, "mask", "", "its mask (needed)")
	f.StringVar(&m.out, "out", "", "the folder that the maps go to (needed)")
	f.StringVar(&m.label, "label", "", "label of the mask, by number or name")
	f.StringSliceVar(&m.features, "features", nil, "classes or features to map, such as glcm,firstorder_Entropy")
	f.IntVar(&m.radius, "radius", 0, "reach of the window in voxels; 0: that of the settings, 1 if they name none")
	f.StringVar(&m.format, "format", "nifti", "format of the maps: nifti or nrrd")
	m.settings.add(cmd)
	f.BoolVar(&m.force, "force", false, "write over what is there")
	f.BoolVar(&m.geometry.Correct, "correct-mask", false, "bring a mask on another grid to that of the image (correctMask)")
	f.Float64Var(&m.geometry.Tolerance, "geometry-tolerance", 0, "how far a mask may lie off the image, in voxels (geometryTolerance)")
	choiceFlags(cmd, &m.one.Choice, "the image")
	for _, name := range []string{"image", "mask", "out"} {
		if err := cmd.MarkFlagRequired(name); err != nil {
			panic(err) // there is no such flag
		}
	}
	return cmd
}

func (m *mapping) run(cmd *cobra.Command, s *session) error {
	extension, known := map[string]string{"nifti": ".nii.gz", "nrrd": ".nrrd"}[m.format]
	if !known {
		return fault.New(batch.ErrOutput, "there is no format %q", m.format).Try("use nifti or nrrd")
	}
	c, err := m.settings.choose()
	if err != nil {
		return err
	}
	if err := m.choose(&c.settings); err != nil {
		return err
	}
	w := radiomics.Window{Radius: max(c.file.Voxel.KernelRadius, 1), WholeBox: !c.file.Voxel.MaskedKernel, Outside: c.file.Voxel.InitValue}
	if c.file.Voxel.KernelRadius == 0 {
		w.WholeBox = false // there is no file that says so
	}
	if m.radius != 0 {
		w.Radius = m.radius
	}
	labels := c.labels
	if m.label != "" {
		labels = batch.ParseLabels(m.label)
	}
	g := c.geometry
	g.Correct = g.Correct || m.geometry.Correct
	if m.geometry.Tolerance != 0 {
		g.Tolerance = m.geometry.Tolerance
	}
	regions, err := batch.Open(cmd.Context(), m.one, labels, g)
	if err != nil {
		return err
	}
	if len(regions) != 1 {
		return fault.New(batch.ErrLabel, "%d regions are meant", len(regions)).At("%s", filepath.Base(m.one.Mask)).Try("name one with --label")
	}
	for _, text := range append(c.idle, regions[0].Warnings...) {
		fmt.Fprintln(cmd.ErrOrStderr(), "warning:", text)
	}
	tell, start := s.progress(), time.Now()
	maps, err := radiomics.Maps(cmd.Context(), regions[0].Image, regions[0].Mask, c.settings, w, func(done, total int) {
		tell(hccp53.Progress{Stage: "Mapping voxels", Done: done, Total: total, Note: left(start, done, total)})
	})
	if err != nil {
		return err
	}
	return m.write(cmd, maps, extension)
}

// left says how long the rest will take, once that can be told.
func left(start time.Time, done, total int) string {
	since := time.Since(start)
	if done == total || done == 0 || since < 2*time.Second {
		return ""
	}
	rest := time.Duration(float64(since) * float64(total-done) / float64(done))
	return "about " + rest.Round(time.Second).String() + " left"
}

// choose narrows the settings to the features that are named.
func (m *mapping) choose(s *radiomics.Settings) error {
	if len(m.features) == 0 {
		return nil
	}
	classes, features := []string{}, map[string][]string{}
	wholly := map[string]bool{}
	for _, text := range m.features {
		class, name, named := strings.Cut(strings.TrimPrefix(text, "original_"), "_")
		switch all := s.FeatureNames(class); {
		case len(all) == 0:
			return fault.New(radiomics.ErrSettings, "there is no class %q", class).At("--features").Try("use classes among %s", strings.Join(s.ClassNames(), ", "))
		case named && !slices.Contains(all, name):
			return fault.New(radiomics.ErrSettings, "%s has no feature %q", class, name).At("--features").Try("see hccp53 radiomics features %s", class)
		}
		if !slices.Contains(classes, class) {
			classes = append(classes, class)
		}
		if named {
			features[class] = append(features[class], name)
		} else {
			wholly[class] = true
		}
	}
	for class := range wholly {
		delete(features, class)
	}
	s.Classes, s.Features = classes, features
	return nil
}

// write writes each map to a file of its own, all or, where one is there
// already, none.
func (m *mapping) write(cmd *cobra.Command, maps []radiomics.Map, extension string) error {
	if err := os.MkdirAll(m.out, 0o755); err != nil {
		return fault.Wrap(batch.ErrOutput, fault.Bare(err), "the folder cannot be made").At("%s", filepath.Base(m.out)).Try("choose another folder")
	}
	paths := make([]string, len(maps))
	for i, one := range maps {
		paths[i] = filepath.Join(m.out, one.ID()+extension)
		if _, err := os.Stat(paths[i]); err == nil && !m.force {
			return fault.New(batch.ErrOutput, "there is something of this name").At("%s", filepath.Base(paths[i])).Try("choose another folder, or give --force")
		}
	}
	for i, one := range maps {
		var err error
		if extension == ".nrrd" {
			err = nrrd.WriteImage(paths[i], one.Values, nrrd.Gzip)
		} else {
			err = nifti.WriteImage(paths[i], one.Values)
		}
		if err != nil {
			return err
		}
		if one.Undefined > 0 {
			fmt.Fprintf(cmd.ErrOrStderr(), "warning: %s is not defined around %s\n", one.ID(), counted(one.Undefined, "voxel", "voxels"))
		}
	}
	fmt.Fprintf(cmd.OutOrStdout(), "%s in %s\n", counted(len(maps), "map", "maps"), m.out)
	return nil
}
