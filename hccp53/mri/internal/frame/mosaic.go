package frame

import (
	"math"
	"strconv"

	"hcclab/hccp53/fault"
	"hcclab/hccp53/mri/internal/csa"
	"hcclab/hccp53/mri/internal/dcm"
	"hcclab/hccp53/mri/internal/vector"
)

// maxTiles bounds the slices of a mosaic; scanners make up to a few hundred.
const maxTiles = 4096

// mosaic returns the slices of a Siemens mosaic: one image of n×n tiles that
// hold the slices of a volume row by row, the last tiles blank. How many there
// are and which way they follow each other stands in the private header only.
func mosaic(f *dcm.File, base *Image) ([]*Image, error) {
	bad := func(format string, args ...any) error {
		return fault.New(ErrMosaic, format, args...).Try("export the series without mosaic, or convert it with dcm2niix")
	}
	e := f.Private(0x0029, "SIEMENS CSA HEADER", 0x10)
	if e == nil {
		return nil, bad("the image is a mosaic of slices and has no Siemens header (0029,1010) that says of how many")
	}
	header, err := csa.Parse(e.Value)
	if err != nil {
		return nil, fault.Wrap(ErrMosaic, err, "the image is a mosaic of slices and its Siemens header (0029,1010) cannot be read")
	}
	count, along := numbers(header["NumberOfImagesInMosaic"]), numbers(header["SliceNormalVector"])
	if len(count) != 1 || !(count[0] >= 1 && count[0] <= maxTiles) || count[0] != math.Trunc(count[0]) ||
		len(along) != 3 || !(math.Abs(vector.Length([3]float64(along))-1) <= unitVector) {
		return nil, bad("the Siemens header of the mosaic states no number of images or no direction of the slices")
	}
	n := int(count[0])
	side := int(math.Ceil(math.Sqrt(count[0])))
	if base.Rows == 0 || base.Rows%side != 0 || base.Columns == 0 || base.Columns%side != 0 {
		return nil, bad("%d × %d pixels do not make %d × %d tiles", base.Columns, base.Rows, side, side)
	}
	row, column, _, err := Axes(base)
	if err != nil {
		return nil, err
	}
	if !(base.SpacingBetween > 0) {
		return nil, bad("the mosaic states no distance of slices (0018,0088)")
	}
	tile := *base
	tile.Rows, tile.Columns = base.Rows/side, base.Columns/side
	// The position stated is that of a slice as large as the whole mosaic,
	// with the centre where the slices have theirs.
	for k := range 3 {
		tile.Position[k] += row[k]*base.Spacing[1]*float64(base.Columns-tile.Columns)/2 +
			column[k]*base.Spacing[0]*float64(base.Rows-tile.Rows)/2
	}
	images := make([]*Image, n)
	for i := range images {
		img := tile
		img.left, img.top = i%side*tile.Columns, i/side*tile.Rows
		for k := range 3 {
			img.Position[k] += float64(i) * base.SpacingBetween * along[k]
		}
		images[i] = &img
	}
	return images, nil
}

// numbers returns decimal texts as numbers, NaN for one that is none.
func numbers(texts []string) []float64 {
	out := make([]float64, len(texts))
	for i, s := range texts {
		var err error
		if out[i], err = strconv.ParseFloat(s, 64); err != nil {
			out[i] = math.NaN()
		}
	}
	return out
}
