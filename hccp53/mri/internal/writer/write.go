package writer

import (
	"errors"
	"fmt"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"hcclab/hccp53/fault"
	"hcclab/hccp53/mri/internal/dcm"
	"hcclab/hccp53/volume"
)

// Series is one MR series to be written, one file a slice and time point.
type Series struct {
	// UIDs of study, series and frame of reference; see [UID].
	StudyUID, SeriesUID, FrameOfReferenceUID string
	// PatientSex is "M", "F" or empty, PatientAge in years.
	PatientID, PatientSex string
	PatientAge            int
	// Converted tells that the volumes come from another format: then times,
	// settings, age and the kind of sequence are not known unless given.
	Converted bool
	// StudyTime is the start of the study, Injection that of the contrast
	// bolus; a zero Injection is not written. Times are written as the clock
	// shows them, without time zone.
	StudyTime, Injection time.Time
	SeriesNumber         int
	Description          string
	Manufacturer, Model  string
	FieldStrength        float64 // tesla
	// RepetitionTime and EchoTime in ms, FlipAngle in degrees.
	RepetitionTime, EchoTime, FlipAngle float64
	// ContrastAgent and Comments (Image Comments, 0020,4000) are not written
	// when empty.
	ContrastAgent, Comments string
	// TimePoints are the volumes, all on the same grid.
	TimePoints []TimePoint
}

// TimePoint is one volume of a series.
type TimePoint struct {
	Image    *volume.Image
	Acquired time.Time
	// Slope and Intercept map stored values to those of Image: a value is
	// stored as round((v − Intercept)/Slope), clipped to what Bits can hold.
	Slope, Intercept float64
	// Bits is the number of bits that are stored, 1 to 16; 0 stands for 12.
	// Signed values are in two's complement.
	Bits   int
	Signed bool
	// TemporalIndex, from 1, is the temporal position. With 0 no temporal tag
	// is written, as many scanners do.
	TemporalIndex int
}

// Write writes the files IM00001.dcm, IM00002.dcm … named by instance
// number into dir, which is made if need be: time point after time point, each
// from its first slice (z = 0) to its last. The files are MR images in explicit
// little endian with samples of 16 bits; text is UTF-8. The same Series makes the
// same bytes.
//
// The error is [ErrWriting] for a Series that cannot be written as asked (no
// volume, different grids, texts too long, values that are not numbers), for a
// file that is already there, and for a failing disk.
//
// Files are neither synced to disk nor written under a temporary name: a cohort
// has tens of thousands. The caller writes into a temporary folder and renames
// that when all is done.
func Write(dir string, s Series) error {
	if err := s.check(); err != nil {
		return fault.Place(err, dcm.SeriesName(s.SeriesNumber, s.Description))
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return writeFault(err, s)
	}
	slices := s.TimePoints[0].Image.Size[2]
	jobs := slices * len(s.TimePoints)
	errs := make([]error, jobs)
	var next atomic.Int64
	var workers sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), jobs) {
		workers.Go(func() {
			var p page
			for i := int(next.Add(1)) - 1; i < jobs; i = int(next.Add(1)) - 1 {
				b := p.encode(s, i/slices, i%slices)
				errs[i] = create(filepath.Join(dir, fmt.Sprintf("IM%05d.dcm", i+1)), b)
			}
		})
	}
	workers.Wait()
	for _, err := range errs {
		if err != nil {
			return writeFault(err, s)
		}
	}
	return nil
}

// create is os.WriteFile for a file that must not be there: two series written
// into one folder would overwrite each other.
func create(path string, b []byte) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return err
	}
	_, err = f.Write(b)
	return errors.Join(err, f.Close())
}

func writeFault(err error, s Series) error {
	f := fault.Wrap(ErrWriting, fault.Bare(err), "a file cannot be written").At("%s", dcm.SeriesName(s.SeriesNumber, s.Description))
	if errors.Is(err, fs.ErrExist) {
		return f.Try("give each series an empty folder of its own")
	}
	return f
}

// page holds the buffers of one worker.
type page struct {
	file    []byte
	samples []uint16
}

// encode returns the file of slice z of time point t. The bytes are valid until
// the next call.
func (p *page) encode(s Series, t, z int) []byte {
	point := s.TimePoints[t]
	g := point.Image.Grid
	instance := t*g.Size[2] + z + 1
	p.samples = stored(p.samples[:0], point, z)
	f := dcm.Frame{
		SOPInstance: UID(0, s.SeriesUID, "image", instance), Study: s.StudyUID, Series: s.SeriesUID, FrameOfReference: s.FrameOfReferenceUID,
		PatientID: s.PatientID, PatientSex: s.PatientSex, PatientAge: fmt.Sprintf("%03dY", s.PatientAge),
		StudyTime: s.StudyTime, Acquired: point.Acquired, Injection: s.Injection,
		SeriesNumber: s.SeriesNumber, Instance: instance, AcquisitionNumber: t + 1,
		Temporal: point.TemporalIndex, Temporals: len(s.TimePoints),
		Description: s.Description, Manufacturer: s.Manufacturer, Model: s.Model, Agent: s.ContrastAgent, Comments: s.Comments,
		FieldStrength: s.FieldStrength, RepetitionTime: s.RepetitionTime, EchoTime: s.EchoTime, FlipAngle: s.FlipAngle,
		Position: g.Point(0, 0, float64(z)),
		Spacing:  [3]float64{g.Spacing[1], g.Spacing[0], g.Spacing[2]},
		Rows:     g.Size[1], Columns: g.Size[0], Slope: point.Slope, Intercept: point.Intercept,
		Bits: point.bits(), Signed: point.Signed, Converted: s.Converted,
	}
	if s.Converted && s.PatientAge == 0 {
		f.PatientAge = ""
	}
	copy(f.Orientation[:3], g.Direction[0][:])
	copy(f.Orientation[3:], g.Direction[1][:])
	p.file = f.Append(p.file[:0], p.samples)
	return p.file
}

// bits is the number of bits that are stored.
func (p TimePoint) bits() int {
	if p.Bits == 0 {
		return 12 // as most scanners write
	}
	return p.Bits
}

// limits returns the least and the greatest number that can be stored.
func (p TimePoint) limits() (least, most float64) {
	n := float64(int(1) << p.bits())
	if p.Signed {
		return -n / 2, n/2 - 1
	}
	return 0, n - 1
}

// stored appends the stored values of slice z to dst, signed ones in two's
// complement.
func stored(dst []uint16, point TimePoint, z int) []uint16 {
	least, most := point.limits()
	area := point.Image.Size[0] * point.Image.Size[1]
	for _, v := range point.Image.Data[z*area : (z+1)*area] {
		dst = append(dst, uint16(int32(math.Min(math.Max(math.Round((v-point.Intercept)/point.Slope), least), most))))
	}
	return dst
}
