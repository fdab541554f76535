package fault

import (
	"fmt"
	"strings"
)

// List names items in a message: the first ones, most of them at the most, and
// how many more there are.
func List[T any](items []T, most int, name func(T) string) string {
	var names []string
	for i, item := range items {
		if i == most {
			names = append(names, fmt.Sprintf("%d more", len(items)-most))
			break
		}
		names = append(names, name(item))
	}
	return strings.Join(names, ", ")
}
