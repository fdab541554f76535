package dcm

import (
	"os"
	"path/filepath"
	"testing"

	"hcclab/hccp53/internal/reference"
)

// slices60 returns the files of the largest folder of CT or MR slices below the
// IBSI reference.
func slices60(b *testing.B) (paths []string) {
	b.Helper()
	folders := map[string][]string{}
	for _, file := range reference.Files(b, "ibsi", IsDICOM) {
		dir := filepath.Dir(file.Path)
		folders[dir] = append(folders[dir], file.Path)
	}
	for _, f := range folders {
		if len(f) > len(paths) {
			paths = f
		}
	}
	return paths
}

// headerTags are values that are asked of every slice.
var headerTags = []Tag{SpecificCharacterSet, ImageType, SOPClassUID, SOPInstanceUID, StudyDate, SeriesDate, AcquisitionDate,
	ContentDate, StudyTime, SeriesTime, AcquisitionTime, ContentTime, Modality, Manufacturer, SeriesDescription,
	ManufacturerModelName, PatientID, SliceThickness, RepetitionTime, EchoTime, EchoNumbers, MagneticFieldStrength,
	SpacingBetweenSlices, TriggerTime, FlipAngle, StudyInstanceUID, SeriesInstanceUID, SeriesNumber, AcquisitionNumber,
	InstanceNumber, ImagePositionPatient, ImageOrientationPatient, FrameOfReferenceUID, SamplesPerPixel,
	PhotometricInterpretation, NumberOfFrames, Rows, Columns, PixelSpacing, BitsAllocated, BitsStored, HighBit,
	PixelRepresentation, RescaleIntercept, RescaleSlope}

func touch(f *File) {
	for _, tag := range headerTags {
		f.Text(tag)
		f.Number(tag)
	}
}

func BenchmarkParse(b *testing.B) {
	paths := slices60(b)
	var files [][]byte
	for _, p := range paths {
		data, err := os.ReadFile(p)
		if err != nil {
			b.Fatal(err)
		}
		files = append(files, data)
	}
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		f, err := Parse(files[i%len(files)])
		if err != nil {
			b.Fatal(err)
		}
		touch(f)
	}
}

func BenchmarkParseHeader(b *testing.B) {
	paths := slices60(b)
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		file, err := os.Open(paths[i%len(paths)])
		if err != nil {
			b.Fatal(err)
		}
		info, err := file.Stat()
		if err != nil {
			b.Fatal(err)
		}
		f, err := ParseHeader(file, info.Size())
		if err != nil {
			b.Fatal(err)
		}
		touch(f)
		file.Close()
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "files/s")
}
