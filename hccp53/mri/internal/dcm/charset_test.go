package dcm

import (
	"bytes"
	"slices"
	"testing"
)

// TestCharacterSets decodes text of every kind of set. The names of the first
// cases are those of PS3.5, annexes H to K; others are spelt out by hand.
func TestCharacterSets(t *testing.T) {
	for name, c := range map[string]struct {
		sets, vr, value string
		want            []string
	}{
		"ASCII":                         {"", "PN", "Yamada^Tarou ", []string{"Yamada^Tarou"}},
		"Latin 1":                       {"ISO_IR 100", "LO", "S\xe4t\\Gr\xf6\xdfe", []string{"Sät", "Größe"}},
		"Latin 1, misspelt":             {"ISO-IR 100", "LO", "S\xe4t", []string{"Sät"}},
		"Latin 2":                       {"ISO_IR 101", "LO", "\xc8apek", []string{"Čapek"}},
		"Latin 3":                       {"ISO_IR 109", "LO", "\xac", []string{"Ĵ"}},
		"Latin 4":                       {"ISO_IR 110", "LO", "\xb1", []string{"ą"}},
		"Latin 5":                       {"ISO_IR 148", "LO", "\xddstanbul", []string{"İstanbul"}},
		"Latin 9":                       {"ISO_IR 203", "LO", "\xa4", []string{"€"}},
		"Greek":                         {"ISO_IR 126", "PN", "\xc4\xe9\xef\xed\xf5\xf3\xe9\xef\xf2", []string{"Διονυσιος"}},
		"Cyrillic":                      {"ISO_IR 144", "PN", "\xbb\xee\xdace\xdc", []string{"Люкceм"}},
		"Arabic":                        {"ISO_IR 127", "PN", "\xe2\xc8\xc7\xe6\xea^\xe4\xe6\xd2\xc7\xd1", []string{"قباني^لنزار"}},
		"Hebrew":                        {"ISO_IR 138", "PN", "\xf9\xf8\xe5\xef^\xe3\xe1\xe5\xf8\xe4", []string{"שרון^דבורה"}},
		"Thai":                          {"ISO_IR 166", "LO", "\xca\xb9\xb7", []string{"สนท"}},
		"UTF-8":                         {"ISO_IR 192", "PN", "Wang^XiaoDong=王^小東", []string{"Wang^XiaoDong=王^小東"}},
		"GB18030":                       {"GB18030", "PN", "Wang^XiaoDong=\xcd\xf5^\xd0\xa1\xb6\xab", []string{"Wang^XiaoDong=王^小东"}},
		"GB18030, four bytes":           {"GB18030", "LO", "\x81\x39\xee\x39", []string{"㐀"}},
		"GBK, backslash as second byte": {"GBK", "LO", "\x81\x5c\\b\\\x95\x5c", []string{"乗", "b", "昞"}},
		"Japanese, one byte": {"ISO_IR 13", "PN", "\xd4\xcf\xc0\xde^\xc0\xdb\xb3",
			[]string{"ﾔﾏﾀﾞ^ﾀﾛｳ"}},
		"Japanese, annex H.3.1": {`\ISO 2022 IR 87`, "PN",
			"Yamada^Tarou=\x1b$B;3ED\x1b(B^\x1b$BB@O:\x1b(B=\x1b$B$d$^$@\x1b(B^\x1b$B$?$m$&\x1b(B",
			[]string{"Yamada^Tarou=山田^太郎=やまだ^たろう"}},
		"Japanese, annex H.3.2": {`ISO 2022 IR 13\ISO 2022 IR 87`, "PN",
			"\xd4\xcf\xc0\xde^\xc0\xdb\xb3=\x1b$B;3ED\x1b(J^\x1b$BB@O:\x1b(J=\x1b$B$d$^$@\x1b(J^\x1b$B$?$m$&\x1b(J",
			[]string{"ﾔﾏﾀﾞ^ﾀﾛｳ=山田^太郎=やまだ^たろう"}},
		"Japanese, JIS X 0212":                  {`\ISO 2022 IR 159`, "LO", "\x1b$(D\x30\x21\x1b(B", []string{"丂"}},
		"Japanese over two lines, not reset":    {`\ISO 2022 IR 87`, "LT", "\x1b$B;3\r\n\x1b$BED\x1b(B", []string{"山\r\n田"}},
		"Japanese, old escape":                  {`\ISO 2022 IR 87`, "LO", "\x1b$@;3ED\x1b(B", []string{"山田"}},
		"Japanese, space before the end":        {`\ISO 2022 IR 87`, "LO", "\x1b$B;3ED ", []string{"山田"}},
		"Japanese, two bytes that look like \\": {`\ISO 2022 IR 87`, "LO", "\x1b$B\x30\x5c\x1b(B\\b", []string{"移", "b"}},
		"Korean, annex I.2": {`\ISO 2022 IR 149`, "PN",
			"Hong^Gildong=\x1b$)C\xfb\xf3^\x1b$)C\xd1\xce\xd4\xd7=\x1b$)C\xc8\xab^\x1b$)C\xb1\xe6\xb5\xbf",
			[]string{"Hong^Gildong=洪^吉洞=홍^길동"}},
		"Korean, first set":           {"ISO 2022 IR 149", "LO", "\xb1\xe8", []string{"김"}},
		"Chinese, annex K.2":          {`\ISO 2022 IR 58`, "PN", "Zhang^XiaoDong=\x1b$)A\xd5\xc5^\x1b$)A\xd0\xa1\xb6\xab=", []string{"Zhang^XiaoDong=张^小东="}},
		"Chinese, a set for a line":   {`\ISO 2022 IR 58`, "LT", "1.\x1b$)A\xb5\xda\xd2\xbb\r\n2.\x1b$)A\xb5\xda", []string{"1.第一\r\n2.第"}},
		"several one-byte sets":       {`ISO 2022 IR 100\ISO 2022 IR 126\ISO 2022 IR 144`, "LO", "Gr\xf6\xdfe \x1b-F\xc4 \x1b-L\xbb", []string{"Größe Δ Л"}},
		"set ends with the component": {`ISO 2022 IR 100\ISO 2022 IR 144`, "PN", "\x1b-L\xbb^\xe4", []string{"Л^ä"}},
		"set ends with the value":     {`ISO 2022 IR 100\ISO 2022 IR 144`, "LO", "\x1b-L\xbb\\\xe4", []string{"Л", "ä"}},
		"^ ends no set in other text": {`ISO 2022 IR 100\ISO 2022 IR 144`, "LO", "\x1b-L\xbb^\xbb", []string{"Л^Л"}},
		"backslash in a long text":    {"ISO_IR 100", "LT", `  one\two `, []string{`  one\two`}},
		"blank":                       {"ISO_IR 100", "LO", "   \x00", nil},
	} {
		d := NewDataSet()
		d.SetText(SpecificCharacterSet, "CS", c.sets)
		d.charsets = charsetsOf(c.sets)
		d.SetBytes(ImageComments, c.vr, []byte(c.value))
		if got := d.Texts(ImageComments); !slices.Equal(got, c.want) {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
		if tags := d.Undecoded(); tags != nil {
			t.Errorf("%s: reported as undecoded", name)
		}
	}
}

// TestUndecodedText: what cannot be decoded comes as it is and is reported, and
// is emptied where all text becomes UTF-8.
func TestUndecodedText(t *testing.T) {
	for name, c := range map[string]struct{ sets, value string }{
		"unknown set":              {"ISO_IR 999", "\xe4"},
		"no set":                   {"", "\xe4"},
		"invalid UTF-8":            {"ISO_IR 192", "\xe4"},
		"escape in UTF-8":          {"ISO_IR 192", "\x1b$B;3\x1b(B"},
		"escape without ISO 2022":  {"ISO_IR 100", "\x1b$B;3\x1b(B"},
		"unknown escape":           {`\ISO 2022 IR 87`, "\x1b$Z;3"},
		"escape at the end":        {`\ISO 2022 IR 87`, "a\x1b"},
		"half a character":         {`\ISO 2022 IR 87`, "\x1b$B;\x1b(B"},
		"not in the set":           {"ISO_IR 126", "\xff"},
		"half of a Korean":         {"ISO 2022 IR 149", "\xb1"},
		"upper half without a set": {`\ISO 2022 IR 87`, "\xe4"},
	} {
		d := NewDataSet()
		d.SetText(SpecificCharacterSet, "CS", c.sets)
		d.charsets = charsetsOf(c.sets)
		d.SetBytes(SeriesDescription, "LO", []byte(c.value))
		if tags := d.Undecoded(); !slices.Equal(tags, []Tag{SeriesDescription}) {
			t.Errorf("%s: %v reported", name, tags)
		}
		if got := d.Text(SeriesDescription); len(c.value) > 1 && name != "half a character" && got != c.value {
			t.Errorf("%s: %q, want the bytes", name, got)
		}
		if tags := d.ToUTF8(); !slices.Equal(tags, []Tag{SeriesDescription}) || d.Text(SeriesDescription) != "" {
			t.Errorf("%s: made UTF-8 it is %q, %v reported", name, d.Text(SeriesDescription), tags)
		}
	}
}

// TestToUTF8 brings nested text of several sets to UTF-8.
func TestToUTF8(t *testing.T) {
	item := NewDataSet()
	item.SetText(SpecificCharacterSet, "CS", "ISO_IR 126")
	item.charsets = charsetsOf("ISO_IR 126")
	item.SetBytes(SeriesDescription, "LO", []byte("\xc4"))
	d := NewDataSet()
	d.SetText(SpecificCharacterSet, "CS", "ISO_IR 100")
	d.charsets = charsetsOf("ISO_IR 100")
	d.SetBytes(PatientName, "PN", []byte("M\xfcller"))
	d.SetItems(FrameContentSequence, item)
	if emptied := d.ToUTF8(); emptied != nil {
		t.Errorf("%v emptied", emptied)
	}
	if d.Text(SpecificCharacterSet) != "ISO_IR 192" || !bytes.Equal(d.Find(PatientName).Value, []byte("Müller ")[:len(d.Find(PatientName).Value)]) {
		t.Errorf("%q in %q", d.Find(PatientName).Value, d.Text(SpecificCharacterSet))
	}
	if item.Text(SeriesDescription) != "Δ" || item.Find(SpecificCharacterSet) != nil {
		t.Errorf("the item has %q", item.Text(SeriesDescription))
	}
}

func FuzzCharset(f *testing.F) {
	f.Add(`\ISO 2022 IR 87`, "PN", []byte("Yamada^Tarou=\x1b$B;3ED\x1b(B^\x1b$BB@O:\x1b(B"))
	f.Add(`ISO 2022 IR 13\ISO 2022 IR 87\ISO 2022 IR 159`, "LO", []byte("\xd4\xcf\\\x1b$(D0!\x1b(J"))
	f.Add(`\ISO 2022 IR 149`, "LT", []byte("\x1b$)C\xfb\xf3\r\n^"))
	f.Add("GB18030", "SH", []byte("\x81\x39\xee\x39\\\xcd\xf5"))
	f.Add("ISO_IR 100", "UT", []byte("\xe4\x00"))
	f.Fuzz(func(t *testing.T, sets, vr string, value []byte) {
		c := charsetsOf(sets)
		s, ok := c.decode(vr, value)
		if len(s) > 4*len(value) {
			t.Errorf("%d bytes became %d", len(value), len(s))
		}
		if again, fine := utf8Only.decode(vr, []byte(s)); ok && (!fine || again != s) {
			t.Errorf("%q is no UTF-8", s)
		}
	})
}
