package images

import (
	"context"
	"fmt"
	"math"
	"path/filepath"
	"slices"
	"strings"

	"hcclab/hccp53/conformance"
	"hcclab/hccp53/imagefile"
)

// notFacts are keys of conformance.Facts.json that say where a file is from or how the
// other program read it, and those that are judged as pixels.
var notFacts = []string{"source", "needs_force", "stored_pixels", "stored_pixels_error", "scl_slope", "scl_inter"}

// judgeFile compares one file with its facts.
func judgeFile(ctx context.Context, group, path string, f conformance.Fact) []conformance.Finding {
	item := filepath.Base(path)
	found, err := imagefile.DescribeFile(ctx, path)
	var answer map[string]any
	if err == nil {
		answer, err = asMap(found.Facts)
	}
	if err != nil {
		return []conformance.Finding{{Group: group, Item: item, Fact: "file", Outcome: conformance.Wrong, Detail: err.Error()}}
	}
	var out []conformance.Finding
	for _, key := range sorted(f) {
		if !slices.Contains(notFacts, key) {
			out = append(out, compared(group, item, quantity(key), f[key], header(answer, key)))
		}
	}
	return append(out, judgePixels(group, item, f, answer)...)
}

// asMap returns v as JSON has it.
func asMap(v any) (map[string]any, error) {
	decoded, err := conformance.JSON(v)
	if err != nil {
		return nil, err
	}
	m, ok := decoded.(map[string]any)
	if !ok {
		return nil, fmt.Errorf("%T is no object", v)
	}
	return m, nil
}

// header finds the answer for a key: one of the file, or a header element.
func header(answer map[string]any, key string) any {
	if v, ok := answer[key]; ok {
		return v
	}
	elements, _ := answer["elements"].(map[string]any)
	return elements[key]
}

// quantity names a fact in the report; header elements count together.
func quantity(key string) string {
	switch key {
	case "frames", "segments", "rois", "transfer_syntax", "top_level_elements":
		return strings.ReplaceAll(key, "_", " ")
	case "bytes", "file_sha256":
		return "file intact"
	case "stored", "scaled", "array":
		return key + " values"
	case "affine_ras", "simpleitk", "zooms", "qform_code", "sform_code":
		return "geometry"
	}
	return "header elements"
}

// compared compares one fact. Python's None, and a number that pydicom cannot
// read, are met by no answer.
func compared(group, item, name string, want, got any) conformance.Finding {
	out := conformance.Finding{Group: group, Item: item, Fact: name}
	if want == nil || want == "unreadable" {
		if got == nil || got == "" {
			return out
		}
	}
	var text string
	if out.Deviation, text = conformance.Compare(plain(want), got, tolerance); text != "" {
		out.Outcome, out.Detail = conformance.Wrong, text
	}
	return out
}

// plain takes off the spaces that pydicom leaves at the end of each of several
// texts, and the remark about the order of an array.
func plain(v any) any {
	switch v := v.(type) {
	case string:
		if list, ok := strings.CutPrefix(v, "['"); ok { // pynrrd's list of kinds, printed by Python
			return words(strings.TrimSuffix(list, "']"))
		}
		return strings.TrimRight(v, " ")
	case []any:
		out := make([]any, len(v))
		for i := range v {
			out[i] = plain(v[i])
		}
		return out
	case map[string]any:
		out := map[string]any{}
		for key := range v {
			if key != "sha_order" {
				out[key] = plain(v[key])
			}
		}
		return out
	}
	return v
}

// words returns the words of a list as Python prints it.
func words(list string) []any {
	var out []any
	for word := range strings.SplitSeq(list, "', '") {
		out = append(out, word)
	}
	return out
}

// judgePixels compares the stored pixels.
func judgePixels(group, item string, f conformance.Fact, answer map[string]any) []conformance.Finding {
	out := conformance.Finding{Group: group, Item: item, Fact: "stored pixels"}
	want, _ := f["stored_pixels"].(map[string]any)
	got, _ := answer["stored_pixels"].(map[string]any)
	refusal, _ := answer["stored_pixels_error"].(string)
	switch {
	case want == nil && got == nil && f["stored_pixels_error"] == nil:
		return nil // a file in which the reference finds no pixels either
	case refusal != "" && mayRefuse(f):
		out.Outcome, out.Detail = conformance.Refused, refusal
	case refusal != "":
		out.Outcome, out.Detail = conformance.Wrong, refusal
	case want == nil && got != nil:
		out.Outcome, out.Detail = conformance.Wrong, "pixels where the reference finds none: "+f.Text("stored_pixels_error")
	default:
		out.Deviation, out.Detail = comparePixels(f, want, got)
		if out.Detail != "" {
			out.Outcome = conformance.Wrong
		}
	}
	return []conformance.Finding{out}
}

// mayRefuse reports whether a refusal counts: pydicom reads no pixels either,
// or they are compressed in a way that nothing at hand decodes (HTJ2K, deflated
// frames; PS3.5, annex A.4.8 to A.4.13).
func mayRefuse(f conformance.Fact) bool {
	switch f.Text("transfer_syntax") {
	case "1.2.840.10008.1.2.4.201", "1.2.840.10008.1.2.4.202", "1.2.840.10008.1.2.4.203", "1.2.840.10008.1.2.8.1":
		return true
	}
	return f["stored_pixels_error"] != nil
}

// lossy12 is JPEG of 12 bits, whose decoders may differ by one step.
const lossy12 = "1.2.840.10008.1.2.4.51"

func comparePixels(f conformance.Fact, want, got map[string]any) (deviation float64, difference string) {
	expected := map[string]any{}
	for key, v := range want {
		expected[key] = v
	}
	if name, ok := want["dtype"].(string); ok {
		expected["dtype"] = nativeType(name)
	}
	deviation, difference = conformance.Compare(expected, got, tolerance)
	if difference == "" || f.Text("transfer_syntax") != lossy12 || f.Number("BitsStored") <= 8 {
		return deviation, difference
	}
	delete(expected, "sha256_le")
	worst := 0.0
	for _, key := range []string{"min", "max", "mean"} {
		a, okA := expected[key].(float64)
		b, okB := got[key].(float64)
		if !okA || !okB || !(math.Abs(a-b) <= 1) {
			return deviation, difference
		}
		worst = math.Max(worst, math.Abs(a-b))
		delete(expected, key)
	}
	_, difference = conformance.Compare(expected, got, tolerance)
	return worst, difference
}

// nativeType returns the name of a numpy type without its byte order.
func nativeType(name string) string {
	names := map[string]string{"i1": "int8", "u1": "uint8", "i2": "int16", "u2": "uint16", "i4": "int32", "u4": "uint32", "i8": "int64", "u8": "uint64", "f4": "float32", "f8": "float64"}
	if long, ok := names[strings.TrimLeft(name, "<>|=")]; ok {
		return long
	}
	return name
}
