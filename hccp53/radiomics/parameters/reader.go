package parameters

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"

	"hcclab/hccp53/fault"
	"hcclab/hccp53/radiomics"
	"hcclab/hccp53/radiomics/filter"
)

// reader fills in a file from its sections.
type reader struct {
	name string
	file File
	// filters holds what the setting section says of filters, for all of them.
	filters radiomics.ImageType
	// integers lists the sigmas that are written without a point, whose names
	// PyRadiomics writes so too.
	integers map[float64]bool
	// uninterpolated is set when the file has no interpolator: "interpolator: null".
	uninterpolated bool
}

// keyOf returns a key without the quotes that it may have.
func keyOf(e *ast.MappingValueNode) string {
	if t := e.Key.GetToken(); t != nil {
		return t.Value
	}
	return e.Key.String()
}

// sectionOrder is the order in which the sections are read.
var sectionOrder = map[string]int{"setting": 0, "imageType": 1, "featureClass": 2, "voxelSetting": 3}

func (r *reader) read(sections map[string]*ast.MappingNode) error {
	steps := []func(*ast.MappingNode) error{r.setting, r.imageType, r.featureClass, r.voxelSetting}
	for key, at := range sectionOrder {
		if sections[key] == nil {
			steps[at] = nil
		}
	}
	names := []string{"setting", "imageType", "featureClass", "voxelSetting"}
	for i, step := range steps {
		if step == nil {
			continue
		}
		if err := step(sections[names[i]]); err != nil {
			return err
		}
	}
	return nil
}

// group returns a node as a group of keys.
func (r *reader) group(n ast.Node, what string) (*ast.MappingNode, error) {
	switch n := n.(type) {
	case *ast.MappingNode:
		return n, nil
	case *ast.MappingValueNode:
		return &ast.MappingNode{Values: []*ast.MappingValueNode{n}}, nil
	}
	return nil, r.bad(n, "%s is no group of keys", what).Try("write keys with a colon, such as \"setting:\"")
}

// bad starts an error at a node.
func (r *reader) bad(n ast.Node, format string, args ...any) *fault.Error {
	line := 0
	if t := n.GetToken(); t != nil && t.Position != nil {
		line = t.Position.Line
	}
	if entry, ok := n.(*ast.MappingValueNode); ok {
		if t := entry.Key.GetToken(); t != nil && t.Position != nil {
			line = t.Position.Line
		}
	}
	return fault.New(ErrFile, format, args...).At("%s, line %d", r.name, line)
}

// unknown says that a key is not known, and which it may be meant for.
func (r *reader) unknown(n ast.Node, key, what string, known []string) error {
	e := r.bad(n, "there is no %s %q", what, brief(key))
	if near := nearest(key, known); near != "" {
		return e.Try("did you mean %s?", near)
	}
	return e.Try("use one of %s", strings.Join(known, ", "))
}

func keysOf[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

// nearest returns the word that is spelt most alike, or "" when none is near.
func nearest(word string, known []string) string {
	best, at := len(word)/3+1, ""
	if len(word) > 60 {
		return ""
	}
	for _, k := range known {
		if strings.EqualFold(word, k) {
			return k
		}
		if d := edits(word, k); d <= best {
			best, at = d-1, k
		}
	}
	return at
}

// edits is the least number of letters to change, add or leave out to make b
// of a (Levenshtein 1966).
func edits(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			change := diagonal
			if a[i] != b[j] {
				change++
			}
			diagonal = row[j+1]
			row[j+1] = min(change, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}

// value decodes a node into a variable of the right kind.
func (r *reader) value(entry *ast.MappingValueNode, into any, kind string) error {
	err := yaml.NodeToValue(entry.Value, into)
	if err == nil && fraction(entry.Value, reflect.TypeOf(into).Elem()) {
		err = ErrFile
	}
	if err != nil {
		return r.bad(entry, "%s is %q, which is not %s", entry.Key, brief(entry.Value.String()), kind).Try("write %s", kind)
	}
	return nil
}

// fraction reports whether a number with a point stands where a whole one, or a
// list of them, belongs. The decoder would cut it off.
func fraction(n ast.Node, t reflect.Type) bool {
	if list, ok := n.(*ast.SequenceNode); ok && t.Kind() == reflect.Slice {
		return slices.ContainsFunc(list.Values, func(n ast.Node) bool { return fraction(n, t.Elem()) })
	}
	return t.Kind() == reflect.Int && n.Type() == ast.FloatType
}

// featureClass reads which classes and features are asked for.
func (r *reader) featureClass(section *ast.MappingNode) error {
	s := &r.file.Settings
	for _, entry := range section.Values {
		name := keyOf(entry)
		s.Classes = append(s.Classes, name)
		if !slices.Contains(s.ClassNames(), name) {
			return r.unknown(entry, name, "feature class", s.ClassNames())
		}
		if entry.Value.Type() == ast.NullType {
			continue
		}
		if err := r.features(entry, name); err != nil {
			return err
		}
	}
	if len(section.Values) > 0 && len(s.Classes) == 0 {
		return r.bad(section.Values[0], "no feature is left to compute").Try("name others: %s", strings.Join(r.file.Idle, "; "))
	}
	return nil
}

// features reads which features of a class are asked for. Those that PyRadiomics
// computes no more it passes over, and so do we.
func (r *reader) features(entry *ast.MappingValueNode, class string) error {
	var named, features []string
	if err := r.value(entry, &named, "a list of features"); err != nil {
		return err
	}
	s := &r.file.Settings
	for _, name := range named {
		if instead, gone := radiomics.Withdrawn(class, name); gone {
			r.file.Idle = append(r.file.Idle, fmt.Sprintf("%s %s: PyRadiomics computes it no more; use %s", class, name, instead))
			continue
		}
		if known := s.FeatureNames(class); !slices.Contains(known, name) {
			return r.unknown(entry, name, class+" feature", known)
		}
		features = append(features, name)
	}
	switch {
	case len(features) > 0:
		if s.Features == nil {
			s.Features = map[string][]string{}
		}
		s.Features[class] = features
	case len(named) > 0: // nothing of the class is left
		s.Classes = slices.DeleteFunc(s.Classes, func(c string) bool { return c == class })
	}
	return nil
}

// responses reads filters of IBSI 2: one group of keys, or a list of them.
func (r *reader) responses(entry *ast.MappingValueNode) error {
	var list []filter.Response
	if entry.Value.Type() == ast.SequenceType {
		if err := r.strict(entry.Value, &list); err != nil {
			return err
		}
	} else {
		var one filter.Response
		if err := r.strict(entry.Value, &one); err != nil {
			return err
		}
		list = append(list, one)
	}
	for i := range list {
		r.file.Settings.Images = append(r.file.Settings.Images, radiomics.ImageType{Type: "Response", Response: &list[i]})
	}
	return nil
}

// strict decodes a node whose keys must all be known.
func (r *reader) strict(n ast.Node, into any) error {
	if err := yaml.NodeToValue(n, into, yaml.Strict()); err != nil {
		return r.decoding(err)
	}
	return nil
}

// imageType reads which images are measured.
func (r *reader) imageType(section *ast.MappingNode) error {
	for _, entry := range section.Values {
		t := r.filters
		t.Type = keyOf(entry)
		if !slices.Contains(radiomics.ImageTypes(), t.Type) {
			if t.Type == "LBP3D" {
				return r.bad(entry, "image type LBP3D is not computed: PyRadiomics' own does not run with current libraries, so there is nothing to prove it by").Try("use LBP2D, or leave it out")
			}
			return r.unknown(entry, t.Type, "image type", radiomics.ImageTypes())
		}
		if t.Type == "Response" {
			if err := r.responses(entry); err != nil {
				return err
			}
			continue
		}
		own := r.file.Settings.Measurement
		changed := false
		if entry.Value.Type() != ast.NullType {
			group, err := r.group(entry.Value, t.Type)
			if err != nil {
				return err
			}
			for _, e := range group.Values {
				key := keyOf(e)
				switch k, known := settingKeys[key]; {
				case !known:
					return r.unknown(e, key, "setting", keysOf(settingKeys))
				case k.filter != nil:
					if err := k.filter(r, e, &t); err != nil {
						return err
					}
				case k.measurement != nil:
					changed = true
					if err := k.measurement(r, e, &own); err != nil {
						return err
					}
				default:
					r.file.Idle = append(r.file.Idle, fmt.Sprintf("%s of image type %s: it counts for all images alike and belongs to the section setting", key, t.Type))
				}
			}
		}
		if changed {
			t.Measurement = &own
		}
		if t.Type != "LoG" {
			t.Sigma = nil
		}
		r.nameWhole(&t)
		r.file.Settings.Images = append(r.file.Settings.Images, t)
	}
	return nil
}
