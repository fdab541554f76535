//go:build unix

package radiomics_test

import (
	"os"
	"strings"
	"syscall"
	"testing"
	"time"

	"hcclab/hccp53/radiomics"
	"hcclab/hccp53/radiomics/parameters"
	"hcclab/hccp53/volume"
	"hcclab/hccp53/volume/nrrd"
)

// BenchmarkPeer measures what HCCP53_BENCH names: an image, a mask, settings, and
// features or maps. environment/bench/radiomics.sh runs it beside PyRadiomics.
func BenchmarkPeer(b *testing.B) {
	words := strings.Fields(os.Getenv("HCCP53_BENCH"))
	if len(words) != 4 {
		b.Skip("HCCP53_BENCH does not say what to measure")
	}
	img, err := nrrd.Read(words[0])
	if err != nil {
		b.Fatal(err)
	}
	labels, err := nrrd.Read(words[1])
	if err != nil {
		b.Fatal(err)
	}
	voi := volume.NewMask(labels.Grid)
	for i, v := range labels.Data {
		voi.Data[i] = v == 1
	}
	f, err := parameters.Read(words[2])
	if err != nil {
		b.Fatal(err)
	}
	cpu, wall, n := processorTime(b), time.Now(), 0
	for b.Loop() {
		n++
		if words[3] == "maps" {
			f.Settings.Classes = []string{radiomics.GLCM}
			_, err = radiomics.Maps(b.Context(), img, voi, f.Settings, radiomics.Window{Radius: 1}, nil)
		} else {
			_, err = radiomics.Extract(b.Context(), img, voi, f.Settings)
		}
		if err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric((processorTime(b)-cpu).Seconds()/float64(n), "cpu-s")
	b.ReportMetric(time.Since(wall).Seconds()/float64(n), "wall-s")
}

// processorTime of this process, with that of its garbage collector.
func processorTime(b *testing.B) time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
