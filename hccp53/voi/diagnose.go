package voi

import (
	"fmt"
	"math"
	"strings"

	"hcclab/hccp53/volume"
)

// diagnosis says how the grid of a VOI differs from that of the image.
type diagnosis struct {
	text string
	// mistake: the grid would be the image's but for an error in how its place
	// was written, so that it cannot be trusted.
	mistake bool
}

// diagnose compares the grid of a VOI with that of the image, and with the
// mistakes that are often made.
func diagnose(on, g volume.Grid, others []named) diagnosis {
	text := on.Differs(g)
	add := func(what string, mistake bool) diagnosis {
		if text == "" {
			return diagnosis{what, mistake}
		}
		return diagnosis{text + " (" + what + ")", mistake}
	}
	for _, other := range others {
		if sameVoxels(g, other.grid) {
			return add("it is the grid of the "+other.name, false)
		}
	}
	for _, find := range []func(on, g volume.Grid) string{mirrored, reversed, exchanged} {
		if what := find(on, g); what != "" {
			return add(what, true)
		}
	}
	for _, find := range []func(on, g volume.Grid) string{shifted, part, respaced} {
		if what := find(on, g); what != "" {
			return add(what, false)
		}
	}
	return diagnosis{text, false}
}

// sameVoxels reports whether both grids have the same voxels, in any order.
func sameVoxels(a, b volume.Grid) bool {
	in, ok := a.Inset(b)
	return ok && covers(in, a, b)
}

var axisNames = [3]string{"x", "y", "z"}

// axesOf names the axes whose bit is set: "x and y".
func axesOf(bits int) string {
	var names []string
	for i, name := range axisNames {
		if bits>>i&1 == 1 {
			names = append(names, name)
		}
	}
	if n := len(names); n > 1 {
		return strings.Join(names[:n-1], ", ") + " and " + names[n-1]
	}
	return strings.Join(names, "")
}

// mirrored looks for coordinates of the wrong sign: LPS taken for RAS.
func mirrored(on, g volume.Grid) string {
	for bits := 1; bits < 8; bits++ {
		h := g
		for k := range 3 {
			if bits>>k&1 == 0 {
				continue
			}
			h.Origin[k] = -h.Origin[k]
			for i := range 3 {
				h.Direction[i][k] = -h.Direction[i][k]
			}
		}
		if sameVoxels(h, on) {
			text := fmt.Sprintf("its coordinates along %s have the wrong sign", axesOf(bits))
			if bits == 3 {
				text += ": RAS was taken for LPS, or the other way round"
			}
			return text
		}
	}
	return ""
}

// reversed looks for axes that run the other way from the same first voxel.
func reversed(on, g volume.Grid) string {
	for bits := 1; bits < 8; bits++ {
		h := g
		for i := range 3 {
			if bits>>i&1 == 1 {
				for k := range 3 {
					h.Direction[i][k] = -h.Direction[i][k]
				}
			}
		}
		if on.Equal(h) {
			return fmt.Sprintf("it starts at the first voxel of the image and runs the other way along %s", axesOf(bits))
		}
	}
	return ""
}

// exchanged looks for axes whose numbers of voxels were exchanged.
func exchanged(on, g volume.Grid) string {
	for _, p := range [][3]int{{1, 0, 2}, {2, 1, 0}, {0, 2, 1}, {1, 2, 0}, {2, 0, 1}} {
		h := g
		bits := 0
		for i, j := range p {
			h.Size[i], h.Spacing[i] = g.Size[j], g.Spacing[j]
			if i != j {
				bits |= 1 << i
			}
		}
		turned := h // the spacing may have been kept
		turned.Spacing = g.Spacing
		if h.Size != g.Size && (on.Equal(h) || on.Equal(turned)) {
			return fmt.Sprintf("its axes %s are exchanged", axesOf(bits))
		}
	}
	return ""
}

// shifted looks for the same grid elsewhere: half a voxel or whole ones off.
func shifted(on, g volume.Grid) string {
	h := g
	h.Origin = on.Origin
	if !on.Equal(h) {
		return ""
	}
	q := on.Locate(g.Origin)
	half := false
	for k := range q {
		r := math.Round(2*q[k]) / 2
		if math.Abs(q[k]-r)*on.Spacing[k] <= volume.Tolerance {
			q[k] = r + 0 // no −0
		}
		if math.Abs(q[k]) == 0.5 {
			half = true
		}
	}
	text := fmt.Sprintf("shifted by %.3g, %.3g and %.3g voxels along x, y and z", q[0], q[1], q[2])
	if half {
		text += ": corners of voxels may have been taken for their centres"
	}
	return text
}

// part looks for a grid on the voxels of the image that covers more or less.
func part(on, g volume.Grid) string {
	if _, ok := g.Inset(on); !ok {
		return ""
	}
	return "its voxels are those of the image, but it does not cover the same part"
}

// respaced looks for another size of voxels over the same field of view.
func respaced(on, g volume.Grid) string {
	lo, hi := [3]float64{-0.5, -0.5, -0.5}, [3]float64{}
	for i := range 3 {
		hi[i] = float64(g.Size[i]) - 0.5
	}
	a, b := on.Locate(g.Point(lo[0], lo[1], lo[2])), on.Locate(g.Point(hi[0], hi[1], hi[2]))
	for i := range 3 {
		if math.Abs(a[i]+0.5) > 1 || math.Abs(b[i]-float64(on.Size[i])+0.5) > 1 {
			return ""
		}
	}
	return "it covers the same field of view with voxels of another size"
}

// resampledNote says what was done, and how the volume in mL changed.
func resampledNote(text string, before, after float64) string {
	return fmt.Sprintf("resampled to the grid of the image (%s); %.3g mL became %.3g mL", text, before, after)
}
