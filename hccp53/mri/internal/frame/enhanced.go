package frame

import (
	"math"
	"slices"

	"hcclab/hccp53/fault"
	"hcclab/hccp53/mri/internal/dcm"
)

// Groups are the functional groups of one frame: its own, and those that all
// frames of the file share (PS3.3, section C.7.6.16).
type Groups struct{ own, shared *dcm.DataSet }

// GroupsOf returns the groups of each frame that the file describes, nil when
// it describes none by itself.
func GroupsOf(f *dcm.File) []Groups {
	own := f.Items(dcm.PerFrameFunctionalGroupsSequence)
	if own == nil {
		return nil
	}
	shared := f.Item(dcm.SharedFunctionalGroupsSequence)
	all := make([]Groups, len(own))
	for i, d := range own {
		all[i] = Groups{d, shared}
	}
	return all
}

// In returns the first item of a functional group, empty when there is none.
func (g Groups) In(group dcm.Tag) *dcm.DataSet {
	if g.own.Has(group) {
		return g.own.Item(group)
	}
	return g.shared.Item(group)
}

// classic returns what a single-frame file would have said: the attributes that
// a converter kept, or those that Philips adds to each frame.
func (g Groups) classic() []*dcm.DataSet {
	all := []*dcm.DataSet{
		g.own.Item(dcm.UnassignedPerFrameConvertedAttributesSequence),
		g.shared.Item(dcm.UnassignedSharedConvertedAttributesSequence),
	}
	for _, d := range []*dcm.DataSet{g.own, g.shared} {
		if e := d.Private(0x2005, "Philips MR Imaging DD 005", 0x0f); e != nil && len(e.Items) > 0 {
			all = append(all, e.Items[0])
		}
	}
	return all
}

// enhanced returns the frames of a file with functional groups, n in number.
func enhanced(f *dcm.File, base *Image, n int) ([]*Image, error) {
	all := GroupsOf(f)
	if all == nil {
		all = slices.Repeat([]Groups{{dcm.NewDataSet(), f.Item(dcm.SharedFunctionalGroupsSequence)}}, n)
	}
	if len(all) != n {
		return nil, fault.New(ErrMultiFrame, "the file has %s and describes %d", fault.Count(n, "frame"), len(all)).
			Try("export the series again")
	}
	base.enhancedHeader(f.DataSet)
	temporal := temporalDimension(f.DataSet)
	if n > 1 { // one place for the whole file says nothing about several frames
		base.Position = [3]float64{math.NaN(), math.NaN(), math.NaN()}
	}
	images := make([]*Image, n)
	for i, g := range all {
		img := *base
		img.Number = i
		img.place(g)
		img.time(g, temporal)
		img.sequence(g)
		img.scale(g)
		// Where nothing else tells frames apart, the later in the file comes later.
		img.Instance = first(base.Instance, 0) + float64(i)/float64(n)
		images[i] = &img
	}
	return images, nil
}

// enhancedHeader takes what stands outside the functional groups, and in other
// places than in single-frame files.
func (img *Image) enhancedHeader(d *dcm.DataSet) {
	agent := d.Item(dcm.ContrastBolusAgentSequence)
	if name := dcm.Printable(agent.Text(dcm.CodeMeaning)); name != "" {
		img.Agent = name
	}
	if t := agent.Item(dcm.ContrastAdministrationProfileSequence).TimeOfDay(dcm.ContrastBolusStartTime); !math.IsNaN(t) {
		img.Bolus = t
	}
}

// place takes where the frame lies.
func (img *Image) place(g Groups) {
	if d := g.In(dcm.PlanePositionSequence); d.Has(dcm.ImagePositionPatient) {
		d.Vector(dcm.ImagePositionPatient, img.Position[:])
	}
	if d := g.In(dcm.PlaneOrientationSequence); d.Has(dcm.ImageOrientationPatient) {
		d.Vector(dcm.ImageOrientationPatient, img.Orientation[:])
	}
	measures := g.In(dcm.PixelMeasuresSequence)
	if measures.Has(dcm.PixelSpacing) {
		measures.Vector(dcm.PixelSpacing, img.Spacing[:])
	}
	img.SliceThickness = first(measures.Number(dcm.SliceThickness), img.SliceThickness)
	img.SpacingBetween = first(measures.Number(dcm.SpacingBetweenSlices), img.SpacingBetween)
	content := g.In(dcm.FrameContentSequence)
	img.Stack, img.InStack = content.Text(dcm.StackID), content.Number(dcm.InStackPositionNumber)
}

// time takes when the frame was acquired; temporal is the dimension of the
// file that counts time, or -1.
func (img *Image) time(g Groups, temporal int) {
	content := g.In(dcm.FrameContentSequence)
	img.Acquired = first(content.Moment(dcm.FrameAcquisitionDateTime), content.Moment(dcm.FrameReferenceDateTime), img.Acquired)
	img.TemporalPosition = first(content.Number(dcm.TemporalPositionIndex), img.TemporalPosition)
	if index := content.Numbers(dcm.DimensionIndexValues); math.IsNaN(img.TemporalPosition) && temporal >= 0 && temporal < len(index) {
		img.TemporalPosition = index[temporal]
	}
	img.AcquisitionNumber = first(content.Number(dcm.FrameAcquisitionNumber), img.AcquisitionNumber)
	img.TriggerTime = first(g.In(dcm.CardiacSynchronizationSequence).Number(dcm.NominalCardiacTriggerDelayTime), img.TriggerTime)
	for _, d := range g.classic() {
		img.TemporalPosition = first(img.TemporalPosition, d.Number(dcm.TemporalPositionIdentifier))
		img.TriggerTime = first(img.TriggerTime, d.Number(dcm.TriggerTime))
	}
	use := g.In(dcm.ContrastBolusUsageSequence)
	img.BolusPhase = use.Text(dcm.ContrastBolusAgentPhase)
	if use.Text(dcm.ContrastBolusAgentAdministered) == "NO" {
		img.Agent = ""
	}
}

// sequence takes the settings of the pulse sequence and the kind of image.
func (img *Image) sequence(g Groups) {
	timing := g.In(dcm.MRTimingAndRelatedParametersSequence)
	img.RepetitionTime = first(timing.Number(dcm.RepetitionTime), img.RepetitionTime)
	img.FlipAngle = first(timing.Number(dcm.FlipAngle), img.FlipAngle)
	img.EchoTime = first(g.In(dcm.MREchoSequence).Number(dcm.EffectiveEchoTime), img.EchoTime)
	for _, d := range g.classic() {
		img.RepetitionTime = first(img.RepetitionTime, d.Number(dcm.RepetitionTime))
		img.FlipAngle = first(img.FlipAngle, d.Number(dcm.FlipAngle))
		img.EchoTime = first(img.EchoTime, d.Number(dcm.EchoTime))
		img.EchoNumber = first(img.EchoNumber, d.Number(dcm.EchoNumbers))
	}
	for _, group := range []dcm.Tag{dcm.MRImageFrameTypeSequence, dcm.CTImageFrameTypeSequence, dcm.PETFrameTypeSequence} {
		kind := g.In(group)
		if t := kind.Texts(dcm.FrameType); t != nil {
			img.ImageType = upper(t)
		}
		if c := component(kind); c != "" {
			img.Component = c
		}
	}
}

// scale takes the factors from stored values to those that mean something.
func (img *Image) scale(g Groups) {
	img.rescale(g.In(dcm.PixelValueTransformationSequence))
	for _, d := range g.classic() {
		img.ScaleSlope = first(img.ScaleSlope, philipsScale(d))
	}
}

// temporalDimension returns which of the file's dimensions is the temporal
// position, -1 when none is.
func temporalDimension(d *dcm.DataSet) int {
	return slices.IndexFunc(d.Items(dcm.DimensionIndexSequence), func(dim *dcm.DataSet) bool {
		return dim.Number(dcm.DimensionIndexPointer) == float64(dcm.TemporalPositionIndex)
	})
}

// first returns the first value that is a number, NaN when none is.
func first(values ...float64) float64 {
	for _, v := range values {
		if !math.IsNaN(v) {
			return v
		}
	}
	return math.NaN()
}
