package imagefile

import (
	"context"
)

// Read returns the one volume at path, or that which the options choose of
// several. All and Force are not looked at.
//
// The errors are [ErrFile], [ErrChoice], the context's and those of reading.
func Read(ctx context.Context, path string, o Options) (*Volume, error) {
	o.All = false
	d, err := volumesAt(ctx, path)
	if err != nil {
		return nil, err
	}
	volumes, err := d.choose(o)
	if err != nil {
		return nil, err
	}
	if o.Tell != nil {
		d.tell(volumes, o.Tell)
	}
	return &volumes[0], nil
}

// FrameOfReference returns the UID of the frame of reference of a DICOM volume,
// "" where there is none.
func (v *Volume) FrameOfReference() string { return v.reference.FrameOfReferenceUID }
