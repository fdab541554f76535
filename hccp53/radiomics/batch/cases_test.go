package batch_test

import (
	"errors"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"hcclab/hccp53/internal/hostile"
	"hcclab/hccp53/radiomics/batch"
)

func TestListsThatAreRead(t *testing.T) {
	at := func(name string) string { return filepath.Join("study", name) }
	for name, c := range map[string]struct {
		text string
		want []batch.Case
	}{
		"PyRadiomics":         {"ID,Image,Mask\nx,a.nrrd,b.nrrd\n", []batch.Case{{ID: "x", Image: at("a.nrrd"), Mask: at("b.nrrd")}}},
		"small letters":       {"case,image,mask\nx,a,b\n", []batch.Case{{ID: "x", Image: at("a"), Mask: at("b")}}},
		"marked UTF-8":        {"\ufeffImage,Mask\na,b\n", []batch.Case{{ID: "Case-1", Image: at("a"), Mask: at("b")}}},
		"semicolons":          {"Image;Mask;Label\r\na;b;2\r\n", []batch.Case{{ID: "Case-1", Image: at("a"), Mask: at("b"), Labels: []string{"2"}}}},
		"tabs":                {"Image\tMask\na\tb", []batch.Case{{ID: "Case-1", Image: at("a"), Mask: at("b")}}},
		"quotes and blanks":   {"Image , Mask\n\"a,1\", b \n\n", []batch.Case{{ID: "Case-1", Image: at("a,1"), Mask: at("b")}}},
		"from elsewhere":      {"Image,Mask\n/x/a,../b\n", []batch.Case{{ID: "Case-1", Image: "/x/a", Mask: "b"}}},
		"same ID, two labels": {"ID,Image,Mask,Label\nx,a,b,1\nx,a,b,2\n", []batch.Case{{ID: "x_label1", Image: at("a"), Mask: at("b"), Labels: []string{"1"}}, {ID: "x_label2", Image: at("a"), Mask: at("b"), Labels: []string{"2"}}}},
		"several labels":      {"Image,Mask,Label\na,b,\"1, 2\"\n", []batch.Case{{ID: "Case-1", Image: at("a"), Mask: at("b"), Labels: []string{"1", "2"}}}},
	} {
		l, err := batch.ParseCases([]byte(c.text), "study", "cases.csv")
		if err != nil || len(l.Cases) != len(c.want) {
			t.Errorf("%s: %v, %v", name, l, err)
			continue
		}
		for i, got := range l.Cases {
			w := c.want[i]
			if got.ID != w.ID || got.Image != w.Image || got.Mask != w.Mask || !slices.Equal(got.Labels, w.Labels) {
				t.Errorf("%s: %+v, want %+v", name, got, w)
			}
		}
	}
}

func TestChoiceAmongVolumes(t *testing.T) {
	l, err := batch.ParseCases([]byte("Image,Mask,image_series,image_time,image_volume,image_phase\na,b,5,2,,PVP\n"), ".", "cases.csv")
	if err != nil {
		t.Fatal(err)
	}
	if c := l.Cases[0].Choice; c.Series != 5 || c.Time != 2 || c.Volume != 0 || c.Phase != "PVP" {
		t.Errorf("%+v", c)
	}
}

func TestListsThatAreRefused(t *testing.T) {
	for text, says := range map[string]string{
		"":                                     "line 1: the list has no line",
		"Image,Mask\n":                         "has no case",
		"Image,Segmentation\na,b\n":            `no column "Mask"; there are "Image", "Segmentation"`,
		"Image,Mask,mask\na,b,c\n":             "two columns",
		"Image,Mask\na\n":                      "line 2: 1 cells instead of 2",
		"Image,Mask\na,\n":                     "line 2: no mask",
		"Image,Mask\n,b\n":                     "line 2: no image",
		"Image,Mask\n\"a,b\n":                  "not CSV",
		"ID,Image,Mask\nx,a,b\n\nx,c,d\n":      "line 4 has the same ID as line 2",
		"Image,Mask,image_time\na,b,0\n":       "image_time",
		"Image,Mask,Label_channel\na,b,1\n":    "Label_channel",
		"Image,Mask\n\xff\xfe,b\n":             "UTF-8",
		"Image,Mask\na\x00,b\n":                "zero byte",
		strings.Repeat("x", 100) + ",y\na,b\n": `…"`,
	} {
		_, err := batch.ParseCases([]byte(text), ".", "cases.csv")
		if !errors.Is(err, batch.ErrCases) || !strings.Contains(err.Error(), says) {
			t.Errorf("%q: %v, want %q", text, err, says)
		}
	}
	if _, err := batch.ReadCases(filepath.Join(t.TempDir(), "none.csv")); !errors.Is(err, batch.ErrCases) {
		t.Error(err)
	}
}

// FuzzParseCases looks for lists that harm the reader, or of which it makes
// something that no list says.
func FuzzParseCases(f *testing.F) {
	for _, text := range []string{"ID,Image,Mask,Label\nx,a,b,1\n", "\ufeffImage;Mask\na;b\n", "image\tmask\n\"a\n\"\tb", "Image,Mask\na,b\na,b,c\n"} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, content []byte) {
		var l batch.List
		var err error
		hostile.Harmless(t, "list", len(content), func() { l, err = batch.ParseCases(content, "study", "cases.csv") })
		if err != nil {
			if !errors.Is(err, batch.ErrCases) {
				t.Fatal(err)
			}
			return
		}
		seen := map[string]bool{}
		for _, c := range l.Cases {
			if c.ID == "" || c.Image == "" || c.Mask == "" || len(c.Cells) != len(l.Columns) || seen[c.ID] {
				t.Fatalf("%+v", c)
			}
			seen[c.ID] = true
		}
	})
}
