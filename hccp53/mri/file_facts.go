package mri

// FileFacts is what one DICOM file states, for showing and comparing. Elements
// that name the patient are left out.
type FileFacts struct {
	Name           string `json:"name"`
	Bytes          int64  `json:"bytes"`
	FileSHA256     string `json:"file_sha256"`
	TransferSyntax string `json:"transfer_syntax"`
	// TransferSyntaxName and SOPClassName are the standard's names.
	TransferSyntaxName string `json:"transfer_syntax_name"`
	SOPClass           string `json:"sop_class"`
	SOPClassName       string `json:"sop_class_name"`
	Modality           string `json:"modality"`
	// TopLevelElements counts the elements of the data set.
	TopLevelElements int `json:"top_level_elements"`
	// Elements are header elements by keyword: text, a number, or a list.
	Elements map[string]any `json:"elements"`
	// Frames describe the frames of a multi-frame image.
	Frames []FrameFacts `json:"frames,omitempty"`
	// Segments and ROIs are the regions of a segmentation or structure set.
	Segments []SegmentFacts `json:"segments,omitempty"`
	ROIs     []ROIFacts     `json:"rois,omitempty"`
	// StoredPixels describes the stored pixels, StoredPixelsError says why they
	// are not read. A file without pixels has neither.
	StoredPixels      *PixelFacts `json:"stored_pixels,omitempty"`
	StoredPixelsError string      `json:"stored_pixels_error,omitempty"`
	// Damage says where the file is cut off or broken; what stands before is
	// described.
	Damage string `json:"damage,omitempty"`
	// Undecoded counts texts that do not follow the character set of the file.
	Undecoded int `json:"undecoded_texts,omitempty"`
}

// FrameFacts is what the functional groups say of a frame (PS3.3, C.7.6.16).
type FrameFacts struct {
	Position      []float64 `json:"position,omitempty"`
	Orientation   []float64 `json:"orientation,omitempty"`
	PixelSpacing  []float64 `json:"pixel_spacing,omitempty"`
	Rescale       []float64 `json:"rescale,omitempty"` // slope, intercept
	Index         []float64 `json:"DimensionIndexValues,omitempty"`
	Stack         string    `json:"StackID,omitempty"`
	InStack       string    `json:"InStackPositionNumber,omitempty"`
	TemporalIndex string    `json:"TemporalPositionIndex,omitempty"`
	Acquired      string    `json:"FrameAcquisitionDateTime,omitempty"`
	// Segment is the number of the segment that the frame belongs to.
	Segment int `json:"segment,omitempty"`
}

// SegmentFacts names a segment of a segmentation.
type SegmentFacts struct {
	Number int    `json:"number"`
	Label  string `json:"label"`
}

// ROIFacts names a region of a structure set.
type ROIFacts struct {
	Number   int    `json:"number"`
	Name     string `json:"name"`
	Contours int    `json:"contours"`
	Points   int    `json:"points"`
}

// PixelFacts describes stored pixels as a numpy array: shape (frames), rows,
// columns, (samples); the hash is that of the little-endian bytes in that
// order. Values that are no numbers do not count for range and mean.
type PixelFacts struct {
	Shape  []int   `json:"shape"`
	DType  string  `json:"dtype"`
	Min    float64 `json:"min"`
	Max    float64 `json:"max"`
	Mean   float64 `json:"mean"`
	SHA256 string  `json:"sha256_le"`
}
