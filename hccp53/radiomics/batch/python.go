package batch

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml"

	"hcclab/hccp53/radiomics"
)

// pythonFloat writes a number as Python does: the shortest text that gives the
// same number, with a decimal point.
func pythonFloat(x float64) string {
	switch {
	case math.IsNaN(x):
		return "nan"
	case math.IsInf(x, 0):
		return strings.Replace(strings.ToLower(strconv.FormatFloat(x, 'g', -1, 64)), "+", "", 1)
	}
	text := strconv.FormatFloat(x, 'e', -1, 64)
	_, exponent, _ := strings.Cut(text, "e")
	if e, err := strconv.Atoi(exponent); err != nil || e < -4 || e >= 16 {
		return text
	}
	text = strconv.FormatFloat(x, 'f', -1, 64)
	if !strings.Contains(text, ".") {
		text += ".0"
	}
	return text
}

// pythonValue writes a value of YAML as a Python literal.
func pythonValue(v any) string {
	switch v := v.(type) {
	case nil:
		return "None"
	case bool:
		if v {
			return "True"
		}
		return "False"
	case float64:
		return pythonFloat(v)
	case string:
		return "'" + strings.NewReplacer(`\`, `\\`, `'`, `\'`, "\n", `\n`).Replace(v) + "'"
	case []any:
		parts := make([]string, len(v))
		for i, x := range v {
			parts[i] = pythonValue(x)
		}
		return "[" + strings.Join(parts, ", ") + "]"
	case yaml.MapSlice:
		parts := make([]string, len(v))
		for i, x := range v {
			parts[i] = pythonValue(x.Key) + ": " + pythonValue(x.Value)
		}
		return "{" + strings.Join(parts, ", ") + "}"
	}
	return fmt.Sprint(v)
}

// configuration returns the settings and the image types as PyRadiomics'
// diagnostics have them, Python literals, and all of it as YAML.
func configuration(s radiomics.Settings) (settings, imageTypes, text string, err error) {
	content, err := yaml.Marshal(s)
	if err != nil {
		return "", "", "", err
	}
	var all yaml.MapSlice
	if err := yaml.UnmarshalWithOptions(content, &all, yaml.UseOrderedMap()); err != nil {
		return "", "", "", err
	}
	types := yaml.MapSlice{}
	var rest yaml.MapSlice
	for _, item := range all {
		if item.Key != "images" {
			rest = append(rest, item)
			continue
		}
		list, _ := item.Value.([]any)
		if len(list) == 0 {
			list = []any{yaml.MapSlice{{Key: "type", Value: "Original"}}}
		}
		for _, image := range list {
			var name any
			own := yaml.MapSlice{}
			for _, x := range image.(yaml.MapSlice) {
				switch {
				case x.Key == "type":
					name = x.Value
				case x.Value != nil:
					own = append(own, x)
				}
			}
			types = append(types, yaml.MapItem{Key: name, Value: own})
		}
	}
	return pythonValue(rest), pythonValue(types), string(content), nil
}
