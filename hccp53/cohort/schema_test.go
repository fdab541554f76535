package cohort_test

import (
	"errors"
	"strings"
	"testing"

	"hcclab/hccp53/cohort"
)

func TestDemoSchema(t *testing.T) {
	s := schema(t)
	if s.Columns[0].Name != "patient_id" || s.Columns[1].Role != cohort.RoleOutcome || s.Open {
		t.Error("columns out of order, or unknown columns allowed")
	}
	afp, err := s.Predictor("afp")
	if err != nil || afp.Label(true) != "AFP (log10 ng/mL)" || afp.Label(false) != "AFP (ng/mL)" || afp.OnModelScale(1000) != 3 {
		t.Errorf("got %+v, %v", afp, err)
	}
	for _, c := range s.Columns {
		if c.Description == "" || !strings.HasSuffix(c.Description, ".") {
			t.Errorf("column %q has no description", c.Name)
		}
	}
}

func TestSchemasThatCannotBeUsed(t *testing.T) {
	id := `"id":{"type":"string","x-role":"id"}`
	outcome := `"y":{"type":"string","enum":["no","yes"],"x-role":"outcome","x-known":"postoperative"}`
	rest := `"i":{"type":"string","x-role":"images","x-known":"preoperative"},"v":{"type":"string","x-role":"voi","x-known":"preoperative"}`
	join := func(parts ...string) string { return `{"properties":{` + strings.Join(parts, ",") + `}}` }
	if _, err := cohort.ReadSchema(strings.NewReader(join(id, outcome, rest))); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"no JSON":          `{`,
		"no properties":    `{}`,
		"no outcome":       join(id, rest),
		"outcome of three": join(id, strings.Replace(outcome, `"yes"`, `"yes","maybe"`, 1), rest),
		"known not said":   join(id, outcome, rest, `"age":{"type":"number"}`),
		"known when":       join(id, outcome, rest, `"age":{"type":"number","x-known":"later"}`),
		"type unknown":     join(id, outcome, rest, `"age":{"type":"date","x-known":"preoperative"}`),
		"log of zero":      join(id, outcome, rest, `"afp":{"type":"number","minimum":0,"x-scale":"log10","x-known":"preoperative"}`),
		"scale unknown":    join(id, outcome, rest, `"afp":{"type":"number","exclusiveMinimum":0,"x-scale":"ln","x-known":"preoperative"}`),
		"enum of mixed":    join(id, outcome, rest, `"a":{"type":"string","enum":["x",1],"x-known":"preoperative"}`),
	} {
		if _, err := cohort.ReadSchema(strings.NewReader(text)); !errors.Is(err, cohort.ErrSchema) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
