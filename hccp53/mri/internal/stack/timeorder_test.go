package stack

import (
	"errors"
	"math"
	"testing"

	"hcclab/hccp53/mri/internal/frame"
)

// TestOrderInTime orders two volumes of two slices. Each image is given as
// temporal position, acquisition time and instance number; the first listed at
// each position is the earlier.
func TestOrderInTime(t *testing.T) {
	none := math.NaN()
	for name, c := range map[string]struct {
		images [2][2][3]float64 // position, volume
		key    string
		err    error
	}{
		"temporal position":                        {[2][2][3]float64{{{1, none, 9}, {2, none, 8}}, {{1, none, 7}, {2, none, 6}}}, "temporal position", nil},
		"acquisition time":                         {[2][2][3]float64{{{1, 10, 9}, {1, 50, 8}}, {{1, 10, 7}, {1, 50, 6}}}, "acquisition time", nil},
		"each slice at its own times":              {[2][2][3]float64{{{none, 10, 9}, {none, 50, 8}}, {{none, 12, 7}, {none, 52, 6}}}, "acquisition time", nil},
		"positions that do not agree with another": {[2][2][3]float64{{{1, 10, 9}, {2, 50, 8}}, {{1, 10, 7}, {3, 50, 6}}}, "acquisition time", nil},
		"instance number":                          {[2][2][3]float64{{{none, 10, 1}, {none, 10, 3}}, {{none, 10, 2}, {none, 10, 4}}}, "instance number", nil},
		"nothing":                                  {[2][2][3]float64{{{none, none, 1}, {none, none, 1}}, {{none, none, 1}, {none, none, 1}}}, "", ErrTimeOrder},
		"against the clock":                        {[2][2][3]float64{{{1, 50, 1}, {2, 10, 2}}, {{1, 50, 1}, {2, 10, 2}}}, "temporal position", ErrTimeOrder},
	} {
		positions := make([]position, 2)
		var want [2][2]*frame.Image
		for i, place := range c.images {
			for k, v := range place {
				want[i][k] = &frame.Image{TemporalPosition: v[0], Acquired: v[1], Instance: v[2], TriggerTime: none, AcquisitionNumber: none, Content: none}
			}
			positions[i] = position{want[i][1], want[i][0]} // the later first
		}
		key, err := orderInTime(positions)
		if key != c.key || !errors.Is(err, c.err) {
			t.Errorf("%s: by %q, %v", name, key, err)
			continue
		}
		for i := range positions {
			if err == nil && (positions[i][0] != want[i][0] || positions[i][1] != want[i][1]) {
				t.Errorf("%s: position %d is in the wrong order", name, i)
			}
		}
	}
}
