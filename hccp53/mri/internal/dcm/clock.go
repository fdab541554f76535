package dcm

import (
	"math"
	"strings"
	"time"
)

const day = 24 * 3600

// TimeOfDay returns a TM element in seconds since midnight, NaN when it is
// absent or no time.
func (d *DataSet) TimeOfDay(tag Tag) float64 { return clock(d.Text(tag)) }

// Moment returns a DT element in seconds since 1970 on the clock of the
// scanner, NaN when it is absent or no moment.
func (d *DataSet) Moment(tag Tag) float64 { return moment(d.Text(tag)) }

// Dated returns the time of day at timeTag on the first date that is there, as
// [DataSet.Moment] does; without any date it returns the time of day.
func (d *DataSet) Dated(timeTag Tag, dateTags ...Tag) float64 {
	for _, tag := range dateTags {
		if n := days(d.Text(tag)); n != 0 {
			return n*day + clock(d.Text(timeTag))
		}
	}
	return clock(d.Text(timeTag))
}

// clock parses a time of day (PS3.5: TM, "HHMMSS.FFFFFF", minutes and seconds
// may be missing; old files write "HH:MM:SS") to seconds since midnight. NaN
// when it is empty or no time.
func clock(s string) float64 {
	s = strings.ReplaceAll(strings.TrimSpace(s), ":", "")
	whole, fraction, _ := strings.Cut(s, ".")
	if len(whole) < 2 || len(whole)%2 == 1 || len(whole) > 6 || !digits(whole) || !digits(fraction) {
		return math.NaN()
	}
	var part [3]float64
	for i := 0; i*2 < len(whole); i++ {
		part[i] = float64(whole[2*i]-'0')*10 + float64(whole[2*i+1]-'0')
	}
	if part[0] > 23 || part[1] > 59 || part[2] > 60 { // 60: a leap second
		return math.NaN()
	}
	seconds := part[0]*3600 + part[1]*60 + part[2]
	if fraction != "" {
		seconds += number("0." + fraction)
	}
	return seconds
}

// days parses a date (DA, "YYYYMMDD"; old files write "YYYY.MM.DD") to days
// since 1970; 0 when it is empty or no date.
func days(s string) float64 {
	t, err := time.Parse("20060102", strings.ReplaceAll(strings.TrimSpace(s), ".", ""))
	if err != nil {
		return 0
	}
	return math.Floor(float64(t.Unix()) / day)
}

// moment parses a date and time (DT, "YYYYMMDDHHMMSS.FFFFFF&ZZXX") to seconds
// since 1970 in the clock of the scanner; the offset from UTC is left aside,
// since times are only compared within one study. NaN when it is no moment.
func moment(s string) float64 {
	s = strings.TrimSpace(s)
	if i := strings.IndexAny(s, "+-"); i >= 0 {
		s = s[:i]
	}
	if len(s) < 10 || !digits(s[:8]) {
		return math.NaN()
	}
	return days(s[:8])*day + clock(s[8:])
}

func digits(s string) bool {
	for _, c := range s {
		if c < '0' || c > '9' {
			return false
		}
	}
	return true
}
