package images

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"math"
	"path"
	"path/filepath"
	"strings"

	"hcclab/hccp53/conformance"
	"hcclab/hccp53/mri"
	"hcclab/hccp53/volume"
)

// conversion is one file that dcm2niix made: its array, which may have volumes
// in time as a fourth axis, and its place (RAS).
type conversion struct {
	Shape  []int        `json:"shape"`
	Affine [4][]float64 `json:"affine_ras"`
	Min    float64      `json:"min"`
	Max    float64      `json:"max"`
	Mean   float64      `json:"mean"`
}

// judgeConverted compares the volumes of each group with the files that
// dcm2niix made of it. A file belongs to the group whose folder name its own
// starts with. Defective series, which dcm2niix mends, are left out.
func judgeConverted(ctx context.Context, dir string, groups map[string]conformance.Group) ([]conformance.Finding, error) {
	var made map[string]conversion
	err := conformance.ReadJSON(filepath.Join(dir, "dcm2niix-facts.json"), &made)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var out []conformance.Finding
	add := func(group, file, detail string) {
		f := conformance.Finding{Group: group, Item: file, Fact: "volume of dcm2niix", Detail: detail}
		if detail != "" {
			f.Outcome = conformance.Wrong
		}
		out = append(out, f)
	}
	left := maps.Clone(made)
	for _, name := range sorted(groups) {
		var files []string
		for _, file := range sorted(made) {
			if belongs(file, path.Base(name)) {
				files = append(files, file)
				delete(left, file)
			}
		}
		if len(files) == 0 || groups[name].Kind == "defective" {
			continue
		}
		found, err := mri.Volumes(ctx, filepath.Join(dir, filepath.FromSlash(name)))
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		for _, file := range files {
			if err != nil {
				add(name, file, err.Error())
			} else {
				add(name, file, made[file].compare(found))
			}
		}
	}
	for _, file := range sorted(left) {
		add("dcm2niix-facts.json", file, "its name starts with that of no folder")
	}
	return out, nil
}

func belongs(file, group string) bool {
	file = strings.TrimPrefix(strings.TrimSuffix(file, ".nii"), "ref_")
	return file == group || strings.HasPrefix(file, group+"_")
}

// compare looks for the volumes among those found and returns "" or what
// differs. Dcm2niix turns axes, so voxels are compared by their place, range and
// mean; and it keeps the stored values of some scanners, so these are compared
// where the values differ.
func (c conversion) compare(found *mri.Collection) string {
	grid, times, err := c.grid()
	if err != nil {
		return err.Error()
	}
	var there []mri.Volume
	nearest := "no volume was found; " + reasons(found)
	for _, v := range found.Volumes {
		if sameLattice(grid, v.Image) {
			there = append(there, v)
		} else {
			nearest = "no volume lies there: " + grid.Differs(v.Image.Grid)
		}
	}
	if len(there) == 0 {
		return nearest
	}
	if len(there)%times != 0 {
		return fmt.Sprintf("%d volumes at this place instead of %d", len(there), times)
	}
	// Images of several kinds may lie at one place: one set must fit.
	for at := 0; at < len(there); at += times {
		set := there[at : at+times]
		if c.fits(set, false) || c.fits(set, true) {
			return ""
		}
	}
	low, high, mean := extremes(there[:times], false)
	return fmt.Sprintf("values from %v to %v, mean %v; expected %v to %v, mean %v", low, high, mean, c.Min, c.Max, c.Mean)
}

// fits compares the values, or the stored ones.
func (c conversion) fits(set []mri.Volume, stored bool) bool {
	low, high, mean := extremes(set, stored)
	return near(low, c.Min) && near(high, c.Max) && near(mean, c.Mean)
}

// near reports equality to float32.
func near(a, b float64) bool { return math.Abs(a-b) <= 1e-5*math.Max(1, math.Abs(b)) }

// grid returns the lattice in LPS and the number of volumes in time.
func (c conversion) grid() (g volume.Grid, times int, err error) {
	times = 1
	if len(c.Shape) == 4 {
		times = c.Shape[3]
	}
	if len(c.Shape) < 3 || len(c.Affine[0]) != 4 || len(c.Affine[1]) != 4 || len(c.Affine[2]) != 4 {
		return g, 0, errors.New("the fact is no volume of three dimensions")
	}
	copy(g.Size[:], c.Shape)
	for k, sign := range [3]float64{-1, -1, 1} { // RAS to LPS
		g.Origin[k] = sign * c.Affine[k][3]
		for i := range 3 {
			g.Direction[i][k] = sign * c.Affine[k][i]
		}
	}
	for i := range 3 {
		d := &g.Direction[i]
		g.Spacing[i] = math.Sqrt(d[0]*d[0] + d[1]*d[1] + d[2]*d[2])
		for k := range d {
			d[k] /= g.Spacing[i]
		}
	}
	return g, times, nil
}

// sameLattice reports whether the voxels of img are the points of g, in any
// order of the axes, to float32: an affine has about seven digits.
func sameLattice(g volume.Grid, img *volume.Image) bool {
	return corner(g, img.Grid) && corner(img.Grid, g) && g.Len() == img.Len()
}

// corner reports whether each corner of a is one of b, to 1e-3 mm and 1e-5 of
// the distance.
func corner(a, b volume.Grid) bool {
	for i := range 8 {
		p := end(a, i)
		found := false
		for j := range 8 {
			q := end(b, j)
			d := math.Hypot(math.Hypot(p[0]-q[0], p[1]-q[1]), p[2]-q[2])
			found = found || d <= 1e-3+1e-5*math.Hypot(math.Hypot(p[0], p[1]), p[2])
		}
		if !found {
			return false
		}
	}
	return true
}

// end returns corner i, from 0 to 7.
func end(g volume.Grid, i int) [3]float64 {
	return g.Point(float64(i&1*(g.Size[0]-1)), float64(i>>1&1*(g.Size[1]-1)), float64(i>>2&1*(g.Size[2]-1)))
}

// extremes returns range and mean of the values, or of the stored values.
func extremes(set []mri.Volume, stored bool) (low, high, mean float64) {
	low, high = math.Inf(1), math.Inf(-1)
	n := 0
	for _, v := range set {
		slope, intercept := 1.0, 0.0
		if stored {
			slope, intercept = v.Scaling.Slope, v.Scaling.Intercept
		}
		for _, x := range v.Image.Data {
			x = (x - intercept) / slope
			low, high, mean = math.Min(low, x), math.Max(high, x), mean+x
		}
		n += len(v.Image.Data)
	}
	return low, high, mean / float64(n)
}
