package dcm

import "testing"

func TestSeriesName(t *testing.T) {
	if got := SeriesName(3, "t1_vibe"); got != "series 3 (t1_vibe)" {
		t.Error(got)
	}
	if got := SeriesName(0, ""); got != "series 0" {
		t.Error(got)
	}
}
