package dcm

import "fmt"

// SeriesName names a series in a message: "series 3 (t1_vibe_dyn)".
func SeriesName(number int, description string) string {
	if description == "" {
		return fmt.Sprintf("series %d", number)
	}
	return fmt.Sprintf("series %d (%s)", number, description)
}
