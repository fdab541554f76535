package dcm

import "strings"

// Value representations (PS3.5, section 6.2).

func isVR(vr string) bool {
	return vr[0] >= 'A' && vr[0] <= 'Z' && vr[1] >= 'A' && vr[1] <= 'Z'
}

// longVR reports whether the length field has 32 bits (PS3.5, table 7.1-1).
func longVR(vr string) bool {
	switch vr {
	case "OB", "OD", "OF", "OL", "OV", "OW", "SQ", "SV", "UC", "UN", "UR", "UT", "UV":
		return true
	}
	return false
}

// width is the number of bytes of one binary number, 0 of everything else.
func width(vr string) int {
	switch vr {
	case "US", "SS":
		return 2
	case "UL", "SL", "FL", "AT":
		return 4
	case "FD", "SV", "UV":
		return 8
	}
	return 0
}

// isCode reports whether values are text in ASCII: codes, dates, decimals, UIDs.
func isCode(vr string) bool {
	switch vr {
	case "AE", "AS", "CS", "DA", "DS", "DT", "IS", "TM", "UI", "UR":
		return true
	}
	return false
}

// isText reports whether values are in the character set of the data set.
func isText(vr string) bool {
	switch vr {
	case "LO", "LT", "PN", "SH", "ST", "UC", "UT":
		return true
	}
	return false
}

// isSingle reports whether an element has one value, in which a backslash is a
// character like others.
func isSingle(vr string) bool {
	switch vr {
	case "LT", "ST", "UR", "UT":
		return true
	}
	return false
}

// padding is what brings a value to an even length (PS3.5, section 6.2).
func padding(vr string) byte {
	if vr != "UI" && (isCode(vr) || isText(vr)) {
		return ' '
	}
	return 0
}

// split separates the values of a text element and takes the padding off them.
// It returns nil when nothing is left.
func split(vr, s string) []string {
	if strings.Trim(s, " \x00") == "" {
		return nil
	}
	if isSingle(vr) { // leading spaces may matter
		return []string{strings.TrimRight(s, " \x00")}
	}
	return trimmed(strings.Split(s, `\`))
}

// trimmed takes the padding off each value; it returns nil when nothing is left.
func trimmed(values []string) []string {
	out, blank := make([]string, len(values)), true
	for i, v := range values {
		out[i] = strings.Trim(v, " \x00")
		blank = blank && out[i] == ""
	}
	if blank && len(values) == 1 {
		return nil
	}
	return out
}
