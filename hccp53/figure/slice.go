package figure

import (
	"fmt"
	"image"
	"math"

	"golang.org/x/image/draw"

	"hcclab/hccp53/fault"
	"hcclab/hccp53/inference"
	"hcclab/hccp53/volume"
)

const (
	// The grey window goes from the 1st to the 99.5th percentile of the slice:
	// the air around the patient stays black, a few bright vessels may be white.
	windowLow, windowHigh = 0.01, 0.995
	// pictureDPI is the resolution of the pictures in dots an inch, finer than
	// that of any slice.
	pictureDPI = 200
	// cropMargin is the space left around the VOI, over its larger side.
	cropMargin = 0.6
)

// slice is one slice of a grid as it is looked at: in mm from the upper left
// corner, the patient's right side at the left if the slice is axial.
type slice struct {
	voi          *volume.Mask
	z            int
	axial        bool
	flipX, flipY bool
}

// newSlice takes the slice with the largest part of the VOI, the first of
// equals.
func newSlice(voi *volume.Mask) slice {
	s := slice{voi: voi}
	area := make([]int, voi.Size[2])
	for i, in := range voi.Data {
		if in {
			_, _, z := voi.Voxel(i)
			area[z]++
		}
	}
	for z, a := range area {
		if a > area[s.z] {
			s.z = z
		}
	}
	d := voi.Direction
	s.axial = math.Abs(d[2][2]) > .7 && math.Abs(d[0][0]) > .7 && math.Abs(d[1][1]) > .7
	if s.axial {
		s.flipX, s.flipY = d[0][0] < 0, d[1][1] < 0
	}
	return s
}

// index returns the voxel shown in column x and row y of the view.
func (s slice) index(x, y int) int {
	if s.flipX {
		x = s.voi.Size[0] - 1 - x
	}
	if s.flipY {
		y = s.voi.Size[1] - 1 - y
	}
	return s.voi.Index(x, y, s.z)
}

func (s slice) in(x, y int) bool {
	return x >= 0 && y >= 0 && x < s.voi.Size[0] && y < s.voi.Size[1] && s.voi.Data[s.index(x, y)]
}

// all returns the whole slice in mm.
func (s slice) all() rect {
	return rect{0, 0, float64(s.voi.Size[0]) * s.voi.Spacing[0], float64(s.voi.Size[1]) * s.voi.Spacing[1]}
}

// around returns a square in mm around the VOI in this slice.
func (s slice) around(margin float64) rect {
	box := rect{math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)}
	for y := range s.voi.Size[1] {
		for x := range s.voi.Size[0] {
			if s.in(x, y) {
				box.x0, box.x1 = math.Min(box.x0, float64(x)), math.Max(box.x1, float64(x+1))
				box.y0, box.y1 = math.Min(box.y0, float64(y)), math.Max(box.y1, float64(y+1))
			}
		}
	}
	cx, cy := (box.x0+box.x1)/2*s.voi.Spacing[0], (box.y0+box.y1)/2*s.voi.Spacing[1]
	half := math.Max(box.width()*s.voi.Spacing[0], box.height()*s.voi.Spacing[1]) * (1 + 2*margin) / 2
	half = math.Max(half, 15) // mm: a small lesion still shows where it lies
	return rect{cx - half, cy - half, cx + half, cy + half}
}

// fit widens a view to the shape of the place where it is drawn.
func fit(view, to rect) rect {
	cx, cy := (view.x0+view.x1)/2, (view.y0+view.y1)/2
	w := math.Max(view.width(), view.height()*to.width()/to.height())
	h := w * to.height() / to.width()
	return rect{cx - w/2, cy - h/2, cx + w/2, cy + h/2}
}

// window returns the slice of a phase in 256 greys.
func (s slice) window(p Phase) (*image.Gray, error) {
	img := image.NewGray(image.Rect(0, 0, s.voi.Size[0], s.voi.Size[1]))
	values := make([]float64, 0, len(img.Pix))
	for y := range s.voi.Size[1] {
		for x := range s.voi.Size[0] {
			v := p.Image.Data[s.index(x, y)]
			if !finite(v) {
				return nil, fault.New(ErrNotFinite, "a voxel is %v", v).At("%s, slice %d", p.Title, s.z+1)
			}
			values = append(values, v)
		}
	}
	q, err := inference.Quantiles(values, windowLow, windowHigh)
	if err != nil {
		return nil, fmt.Errorf("figure: %s: %w", p.Title, err)
	}
	for i, v := range values {
		if q[1] > q[0] {
			img.Pix[i] = uint8(math.Round(255 * math.Min(1, math.Max(0, (v-q[0])/(q[1]-q[0])))))
		}
	}
	return img, nil
}

// picture returns a part of a slice as it is printed on w × h mm; black where
// there is no slice.
func (s slice) picture(slice *image.Gray, view rect, w, h float64) greyImage {
	view = fit(view, rect{0, 0, w, h})
	columns, rows := int(math.Round(w/25.4*pictureDPI)), int(math.Round(h/25.4*pictureDPI))
	img := image.NewGray(image.Rect(0, 0, columns, rows))
	scale := float64(columns) / view.width() // pixels a mm
	// From pixels of the slice to pixels of the picture.
	to := [6]float64{s.voi.Spacing[0] * scale, 0, -view.x0 * scale, 0, s.voi.Spacing[1] * scale, -view.y0 * scale}
	draw.CatmullRom.Transform(img, to, slice, slice.Bounds(), draw.Src, nil)
	return img
}

// outline draws the edge of the VOI, pixel by pixel as it is.
func (s slice) outline(on *pen, view, to rect, width float64) {
	scale := to.width() / view.width()
	px := func(x int) float64 { return to.x0 + (float64(x)*s.voi.Spacing[0]-view.x0)*scale }
	py := func(y int) float64 { return to.y0 + (float64(y)*s.voi.Spacing[1]-view.y0)*scale }
	var q path
	edge := func(along, across int, different func(i, j int) bool, add func(from, to, j int)) {
		for j := 0; j <= across; j++ {
			start := -1
			for i := 0; i <= along; i++ {
				switch d := i < along && different(i, j); {
				case d && start < 0:
					start = i
				case !d && start >= 0:
					add(start, i, j)
					start = -1
				}
			}
		}
	}
	w, h := s.voi.Size[0], s.voi.Size[1]
	edge(w, h, func(x, y int) bool { return s.in(x, y) != s.in(x, y-1) }, func(a, b, y int) {
		q.polyline(point{px(a), py(y)}, point{px(b), py(y)})
	})
	edge(h, w, func(y, x int) bool { return s.in(x, y) != s.in(x-1, y) }, func(a, b, x int) {
		q.polyline(point{px(x), py(a)}, point{px(x), py(b)})
	})
	on.stroke(q, rule(width, yellow))
}

// bar draws the scale bar of 2 cm at the lower right.
func (s slice) bar(on *pen, view, to rect) {
	const length = 20.0 // mm in the patient
	w := length * to.width() / view.width()
	y := to.y1 - 1.8
	half := math.Max(w, width("2 cm", noteSize, false))/2 + .8
	x := to.x1 - 1 - half // the middle of bar and text
	on.box(rect{x - half, y - 4.2, x + half, y + .8}, line{}, &black)
	on.box(rect{x - w/2, y - .7, x + w/2, y}, line{}, &white)
	on.text(x, y-1.5, "2 cm", letter{size: noteSize, colour: white, anchor: centre})
}

// sides marks the patient's right and left, where they are known.
func (s slice) sides(on *pen, to rect) {
	if s.axial {
		for k, side := range []string{"R", "L"} {
			x := []float64{to.x0 + 2.6, to.x1 - 2.6}[k]
			on.box(rect{x - 1.6, to.y0 + 1, x + 1.6, to.y0 + 4.4}, line{}, &black)
			on.text(x, to.y0+2.7, side, letter{size: noteSize, bold: true, colour: white, anchor: centre, rise: middle})
		}
	}
}
