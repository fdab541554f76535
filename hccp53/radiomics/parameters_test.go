package radiomics_test

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"hcclab/hccp53/radiomics"
)

// parameters turns a PyRadiomics parameter file into settings. Why is not
// empty when the file asks for something of the original image that this
// package does not do; others names the filtered images and the classes that
// it asks for beside.
func parameters(file string) (s radiomics.Settings, others []string, why string) {
	s = radiomics.PyRadiomicsSettings()
	top := parseYAML(file)
	for _, key := range sorted(top) {
		if key != "imageType" && key != "featureClass" && key != "setting" {
			return s, nil, fmt.Sprintf("section %q", key)
		}
	}
	images, _ := top["imageType"].(map[string]any)
	if m, ok := images["Original"].(map[string]any); !ok || len(m) > 0 {
		return s, nil, "not the original image, or options for it"
	}
	for _, image := range sorted(images) {
		if image != "Original" {
			others = append(others, image)
		}
	}
	classes, _ := top["featureClass"].(map[string]any)
	for _, class := range sorted(classes) {
		if len(list(classes[class])) > 0 {
			return s, nil, "named features of class " + class
		}
		if !slices.Contains(known(), class) {
			others = append(others, class)
			continue
		}
		s.Classes = append(s.Classes, class)
	}
	setting, _ := top["setting"].(map[string]any)
	for _, key := range sorted(setting) {
		if slices.Contains(idle, key) {
			continue
		}
		if !set(&s, key, setting[key]) {
			return s, nil, "setting " + key
		}
	}
	if err := s.Validate(); err != nil {
		return s, nil, err.Error()
	}
	if len(s.Classes) == 0 {
		return s, nil, "no class of this package"
	}
	return s, others, ""
}

// idle are settings without effect on the original image on its own grid. The
// label is given by the case.
var idle = []string{"label", "additionalInfo"}

// known returns the classes of this package.
func known() []string {
	var names []string
	for _, d := range radiomics.Definitions(radiomics.Settings{}) {
		if !slices.Contains(names, d.Class) {
			names = append(names, d.Class)
		}
	}
	return names
}

func sorted(m map[string]any) []string { return slices.Sorted(maps.Keys(m)) }

// set stores a value under its name in YAML and reports whether it could.
func set(s *radiomics.Settings, key string, value any) bool {
	v := reflect.ValueOf(s).Elem()
	for _, field := range reflect.VisibleFields(v.Type()) {
		if field.Tag.Get("yaml") != key {
			continue
		}
		f := v.FieldByIndex(field.Index)
		switch f.Interface().(type) {
		case float64:
			x, err := strconv.ParseFloat(fmt.Sprint(value), 64)
			f.SetFloat(x)
			return err == nil
		case int:
			n, err := strconv.Atoi(fmt.Sprint(value))
			f.SetInt(int64(n))
			return err == nil
		case bool:
			b, err := strconv.ParseBool(fmt.Sprint(value))
			f.SetBool(b)
			return err == nil
		case string:
			f.SetString(strings.ToLower(strings.TrimPrefix(fmt.Sprint(value), "sitk")))
			return true
		case []float64:
			var numbers []float64
			for _, item := range list(value) {
				x, err := strconv.ParseFloat(fmt.Sprint(item), 64)
				if err != nil {
					return false
				}
				numbers = append(numbers, x)
			}
			f.Set(reflect.ValueOf(numbers))
			return len(numbers) > 0
		case []int:
			var numbers []int
			for _, item := range list(value) {
				n, err := strconv.Atoi(fmt.Sprint(item))
				if err != nil {
					return false
				}
				numbers = append(numbers, n)
			}
			f.Set(reflect.ValueOf(numbers))
			return len(numbers) > 0
		}
	}
	return false
}

// list returns the items of a list, on one line or one a line.
func list(value any) []any {
	if m, ok := value.(map[string]any); ok {
		value = m["-"]
	}
	items, _ := value.([]any)
	return items
}

// parseYAML reads the little YAML that parameter files use: maps nested by
// indentation, lists and flow maps on one line, lists one item a line (under
// the key "-"), plain scalars, comments.
func parseYAML(text string) map[string]any {
	type open struct {
		indent int
		into   map[string]any
	}
	root := map[string]any{}
	stack := []open{{-1, root}}
	for line := range strings.Lines(text) {
		line, _, _ = strings.Cut(line, "#")
		trimmed := strings.TrimSpace(line)
		if trimmed == "" || trimmed == "---" {
			continue
		}
		indent := len(line) - len(strings.TrimLeft(line, " "))
		for stack[len(stack)-1].indent >= indent {
			stack = stack[:len(stack)-1]
		}
		into := stack[len(stack)-1].into
		if item, ok := strings.CutPrefix(trimmed, "- "); ok {
			into["-"] = append(list(into), parseFlow(item))
			continue
		}
		key, value, _ := strings.Cut(trimmed, ":")
		if value = strings.TrimSpace(value); value != "" {
			into[key] = parseFlow(value)
			continue
		}
		child := map[string]any{}
		into[key] = child
		stack = append(stack, open{indent, child})
	}
	return root
}

func parseFlow(text string) any {
	inner := func() []string {
		body := strings.TrimSpace(text[1 : len(text)-1])
		if body == "" {
			return nil
		}
		return strings.Split(body, ",")
	}
	switch {
	case strings.HasPrefix(text, "["):
		list := []any{}
		for _, item := range inner() {
			list = append(list, strings.TrimSpace(item))
		}
		return list
	case strings.HasPrefix(text, "{"):
		m := map[string]any{}
		for _, item := range inner() {
			key, value, _ := strings.Cut(item, ":")
			m[strings.TrimSpace(key)] = strings.TrimSpace(value)
		}
		return m
	}
	return text
}

func TestParameters(t *testing.T) {
	s, others, why := parameters("imageType:\n  Original: {}\n  LoG:\n    sigma: [1.0]\nfeatureClass: {glcm: , gldm: }\nsetting:\n  binWidth: 10 # units\n  distances:\n    - 1\n    - 2\n  symmetricalGLCM: false\n  gldm_a: 1\n  label: 2\n")
	if why != "" || len(others) != 1 || s.BinWidth != 10 || len(s.Distances) != 2 || s.SymmetricalGLCM || s.GLDMAlpha != 1 || len(s.Classes) != 2 {
		t.Errorf("got %+v, %q, %q", s, others, why)
	}
	for _, file := range []string{
		"imageType:\n  LoG:\n    sigma: [1.0]\nfeatureClass: {glcm: }\nsetting:\n  label: 1\n",
		"imageType:\n  Original: {}\nfeatureClass:\n  shape:\n    - Compactness1\nsetting:\n  label: 1\n",
		"imageType:\n  Original: {}\nfeatureClass:\n  shape: [Compactness1]\nsetting:\n  label: 1\n",
		"imageType:\n  Original: {}\nfeatureClass: {shape2D: }\nsetting:\n  label: 1\n",
	} {
		if _, _, why := parameters(file); why == "" {
			t.Errorf("taken as supported: %q", file)
		}
	}
}
