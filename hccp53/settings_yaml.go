package hccp53

import (
	"errors"
	"fmt"
	"reflect"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"

	"hcclab/hccp53/fault"
)

// yamlFault says of an error of the YAML decoder in which line it is, and in the
// words of the user what is wrong.
func yamlFault(err error, path string) error {
	remedy := "compare it with notebooks/study.yaml"
	var at yaml.Error
	if !errors.As(err, &at) || at.GetToken() == nil {
		text, _, _ := strings.Cut(yaml.FormatError(err, false, false), "\n")
		return fault.New(ErrSettings, "%s", text).At("%s", path).Try("%s", remedy)
	}
	what, value := at.GetMessage(), brief(at.GetToken().Value)
	var unknown *yaml.UnknownFieldError
	var kind *yaml.TypeError
	var large *yaml.OverflowError
	var node *yaml.UnexpectedNodeTypeError
	switch {
	case errors.As(err, &unknown):
		what = fmt.Sprintf("there is no setting %q", value)
	case errors.As(err, &kind):
		what = fmt.Sprintf("%q stands where %s is expected", value, kindText(kind.DstType))
	case errors.As(err, &node):
		kinds := map[ast.NodeType]string{ast.SequenceType: "a list [ , ]", ast.MappingType: "a group of settings"}
		if expected, ok := kinds[node.Expected]; ok {
			what = fmt.Sprintf("%q stands where %s is expected", value, expected)
		}
	case errors.As(err, &large):
		what = fmt.Sprintf("%s stands where %s is expected", large.SrcNum, kindText(large.DstType))
	}
	return fault.New(ErrSettings, "%s", what).At("%s, line %d", path, at.GetToken().Position.Line).Try("%s", remedy)
}

// brief bounds what a message quotes of the file to one line of at most 40
// letters: it may be a file of something else.
func brief(value string) string {
	value, _, _ = strings.Cut(value, "\n")
	if letters := []rune(value); len(letters) > 40 {
		value = string(letters[:40]) + "…"
	}
	return value
}

func kindText(t reflect.Type) string {
	switch t.Kind() {
	case reflect.Int, reflect.Int64:
		return "a whole number"
	case reflect.Uint, reflect.Uint64:
		return "a whole number from 0 on"
	case reflect.Float64:
		return "a number"
	case reflect.Bool:
		return "true or false"
	case reflect.Slice:
		return "a list [ , ]"
	case reflect.String:
		return "a word"
	}
	return "a group of settings"
}
