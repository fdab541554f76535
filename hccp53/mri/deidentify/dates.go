package deidentify

import (
	"encoding/binary"
	"strings"
	"time"
)

// Dates move back by 100 to 3,752 days: at least a season, at most about ten
// years. A person's files move by the same number of days, so ages and
// intervals stay; times of day stay, and with them the order of the phases.
const (
	leastShift = 100
	shiftRange = 3653
)

// days returns by how many days the dates of a person move.
func (d *Deidentifier) days(key string) int {
	sum := d.digest("days", key)
	return -(leastShift + int(binary.BigEndian.Uint64(sum[:])%shiftRange))
}

const dateForm = "20060102"

// moved returns the value of a DA, DT or TM element with its dates moved. What
// is no date or time becomes empty; lost says whether any did.
func moved(vr, value string, days int) (out string, lost bool) {
	parts := strings.Split(value, `\`)
	for i, p := range parts {
		p = strings.Trim(p, " \x00")
		if p == "" {
			parts[i] = ""
			continue
		}
		switch vr {
		case "TM":
			parts[i] = timeOfDay(p)
		case "DT":
			parts[i] = movedMoment(p, days)
		default:
			parts[i] = movedDate(p, days)
		}
		lost = lost || parts[i] == ""
	}
	if strings.Trim(strings.Join(parts, ""), " ") == "" {
		return "", lost
	}
	return strings.Join(parts, `\`), lost
}

// movedDate moves "20240119", or "2024.01.19" of old files.
func movedDate(s string, days int) string {
	t, err := time.Parse(dateForm, strings.ReplaceAll(s, ".", ""))
	if err != nil {
		return ""
	}
	t = t.AddDate(0, 0, days)
	if t.Year() < 1 {
		return ""
	}
	return t.Format(dateForm)
}

// movedMoment moves the date at the beginning of a DT and drops the offset from
// UTC, which tells the country. One without a day cannot be moved by days.
func movedMoment(s string, days int) string {
	if len(s) < 8 {
		return ""
	}
	date, clock := movedDate(s[:8], days), s[8:]
	if i := strings.IndexAny(clock, "+-"); i >= 0 {
		clock = clock[:i]
	}
	if date == "" || clock != "" && timeOfDay(clock) == "" {
		return ""
	}
	return date + clock
}

// timeOfDay returns s if it is a time ("HHMMSS.FFFFFF", or with colons), else "".
func timeOfDay(s string) string {
	whole, fraction, _ := strings.Cut(strings.ReplaceAll(s, ":", ""), ".")
	if len(whole) < 2 || len(whole) > 6 || len(whole)%2 == 1 || len(fraction) > 6 || strings.Trim(whole+fraction, "0123456789") != "" {
		return ""
	}
	return s
}
