package figure

import (
	"fmt"
	"math"

	"hcclab/hccp53/fault"
	"hcclab/hccp53/volume"
)

// Phase is one phase of the examination.
type Phase struct {
	Title string // such as "Arterial phase (AP)"
	Image *volume.Image
}

// Phases draws the slice of a patient in which the VOI is largest, one column a
// phase: the whole slice above, the surroundings of the VOI below, with the
// outline of the VOI and a bar of 2 cm. Images and VOI must lie on one grid. The
// grey window is each slice's own. Up to four phases have room. It returns
// [ErrEmpty], [ErrGrid] and [ErrNotFinite].
func Phases(phases []Phase, voi *volume.Mask, o Options) (*Figure, error) {
	if err := someOf("phase", len(phases), 4); err != nil {
		return nil, err
	}
	if voi == nil || voi.Count() == 0 {
		return nil, fault.New(ErrGrid, "the VOI is empty")
	}
	for _, p := range phases {
		if p.Image == nil {
			return nil, fault.New(ErrEmpty, "there is no image").At("%s", p.Title)
		}
		if d := voi.Differs(p.Image.Grid); d != "" {
			return nil, fault.New(ErrGrid, "the image does not lie on the grid of the VOI: %s", d).At("%s", p.Title).Try("resample the image to the VOI's grid")
		}
	}
	s := newSlice(voi)
	whole := s.all()
	near := s.around(cropMargin)
	w := pageWidth(len(phases))
	boxes := columns(len(phases), 1, w-1, 0)
	side := boxes[0].width()
	tall := side * math.Min(1, whole.height()/whole.width())
	var rows [2][]greyImage
	for _, p := range phases {
		pixels, err := s.window(p)
		if err != nil {
			return nil, err
		}
		rows[0] = append(rows[0], s.picture(pixels, whole, side, tall))
		rows[1] = append(rows[1], s.picture(pixels, near, side, side))
	}
	top := 5.0
	return sheet{
		name: "phases", title: "The phases and the volume of interest",
		caption: fmt.Sprintf("Slice %d of %d, where the volume of interest (outlined) is largest, in each phase: the whole slice, and below it the surroundings of the lesion. The bar is 2 cm. Each slice has its own grey window, from the 1st to the 99.5th percentile.", s.z+1, voi.Size[2]),
		width:   w, height: top + tall + 1.5 + side + 1,
		draw: func(on *pen) {
			for k, p := range phases {
				x := boxes[k].x0
				on.text(x, top-1.7, p.Title, letter{size: textSize, bold: true})
				for r, view := range []rect{whole, near} {
					to := rect{x, top, x + side, top + tall}
					if r == 1 {
						to = rect{x, top + tall + 1.5, x + side, top + tall + 1.5 + side}
					}
					view = fit(view, to)
					on.image(to, rows[r][k])
					s.outline(on, view, to, []float64{.25, .5}[r])
					s.bar(on, view, to)
					if r == 0 {
						s.sides(on, to)
					}
				}
			}
		},
	}.finish(o)
}
