package baseline

import (
	"encoding/json"
	"strconv"
	"strings"

	"hcclab/hccp53/fault"
)

// Count is a number of patients, or, where that would tell about too few of
// them, only a bound. JSON has a number, or a string such as "<5".
//
// With [Settings.MaskBelow], every count from 1 to below the bound is hidden,
// and with it those from which it could be found out: where a single count of a
// column is hidden, the next smallest of the same variable and column is too,
// and where a single group is hidden, so is the overall column. Numbers of a
// group with so few values are hidden likewise, and tests and differences of
// such a variable are rounded in the JSON as they are in print. Zeros and the
// sizes of the groups are shown.
type Count struct {
	// N is the number of patients; 0 where it is hidden.
	N int
	// Hidden tells that N is not shown, Below that it is less than this (0: not
	// said, it is hidden only to protect another).
	Hidden bool
	Below  int
}

// String returns the number, "<5" for a small count and "*" for one that is
// hidden only to protect another.
func (c Count) String() string {
	switch {
	case c.Hidden && c.Below > 0:
		return "<" + strconv.Itoa(c.Below)
	case c.Hidden:
		return "*"
	}
	return strconv.Itoa(c.N)
}

// MarshalJSON implements [json.Marshaler].
func (c Count) MarshalJSON() ([]byte, error) {
	if c.Hidden {
		return json.Marshal(c.String())
	}
	return json.Marshal(c.N)
}

// UnmarshalJSON implements [json.Unmarshaler].
func (c *Count) UnmarshalJSON(b []byte) error {
	*c = Count{}
	var text string
	if json.Unmarshal(b, &text) != nil {
		return json.Unmarshal(b, &c.N)
	}
	c.Hidden = true
	if text == "*" {
		return nil
	}
	below, small := strings.CutPrefix(text, "<")
	n, err := strconv.Atoi(below)
	if !small || err != nil || n < 1 {
		return fault.New(ErrNumber, "%.20q is no count", text)
	}
	c.Below = n
	return nil
}
