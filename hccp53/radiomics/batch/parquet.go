package batch

import (
	"fmt"
	"io"
	"reflect"
	"strings"

	"github.com/parquet-go/parquet-go"
)

// longRow is a row of the long form.
type longRow struct {
	Case    string  `parquet:"case,dict"`
	Setting string  `parquet:"setting,dict"`
	Feature string  `parquet:"feature,dict"`
	Value   float64 `parquet:"value"`
}

// metadata says in a Parquet file what settings and code its values are from.
func (r *Report) metadata() []parquet.WriterOption {
	return []parquet.WriterOption{
		parquet.KeyValueMetadata("settings_yaml", r.SettingsYAML), parquet.KeyValueMetadata("code", string(Code.Hash())),
		parquet.Compression(&parquet.Zstd), parquet.CreatedBy("hccp53", "", ""),
	}
}

func (r *Report) writeLongParquet(w io.Writer) error {
	out := parquet.NewGenericWriter[longRow](w, r.metadata()...)
	for i, c := range r.Order.Cases {
		for _, res := range r.Results[i] {
			rows := make([]longRow, len(res.Values))
			for k, v := range res.Values {
				rows[k] = longRow{r.name(c, res), r.Order.Name, res.Names[k], v}
			}
			if _, err := out.Write(rows); err != nil {
				return err
			}
		}
	}
	return out.Close()
}

// writeWideParquet writes the wide form: text for what the list and the
// diagnostics have, numbers for features, nothing where there is no value.
func (r *Report) writeWideParquet(w io.Writer, bare bool) error {
	t := r.wide(bare)
	var fields []reflect.StructField
	names := map[string]bool{}
	field := func(column string, kind reflect.Type) {
		name := strings.NewReplacer(",", "_", `"`, "_", `\`, "_", "`", "_").Replace(strings.TrimSpace(column)) // signs of a tag
		for name == "" || names[name] {
			name += "_"
		}
		names[name] = true
		fields = append(fields, reflect.StructField{
			Name: fmt.Sprintf("F%d", len(fields)), Type: kind, Tag: reflect.StructTag(fmt.Sprintf("parquet:%q", name+",optional")),
		})
	}
	texts := append(append([]string(nil), t.cells...), t.diagnostics...)
	for _, name := range texts {
		field(name, reflect.TypeFor[*string]())
	}
	for _, name := range t.features {
		field(name, reflect.TypeFor[*float64]())
	}
	row := reflect.New(reflect.StructOf(fields))
	out := parquet.NewWriter(w, append(r.metadata(), parquet.SchemaOf(row.Interface()))...)
	for _, values := range t.rows {
		s := row.Elem()
		s.SetZero()
		for i := range texts {
			text, ok := "", true
			if i < len(t.cells) {
				text = values.cells[i]
			} else {
				text, ok = values.diagnostics[texts[i]]
			}
			if ok {
				s.Field(i).Set(reflect.ValueOf(&text))
			}
		}
		for i, name := range t.features {
			if v, ok := values.features[name]; ok {
				s.Field(len(texts) + i).Set(reflect.ValueOf(&v))
			}
		}
		if err := out.Write(row.Interface()); err != nil {
			return err
		}
	}
	return out.Close()
}
