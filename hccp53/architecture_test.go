package hccp53_test

import (
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const module = "hcclab/"

// level is the height of a package in the house: a package imports only from
// levels below its own, or from the same level where sameLevel allows it.
var level = map[string]int{
	"hccp53/fault":      0,
	"hccp53/provenance": 1, "data": 1,
	"hccp53/volume": 2, "hccp53/volume/voxel": 2, "hccp53/inference": 2,
	"hccp53/mri/internal/vector": 2, "hccp53/mri/internal/csa": 2, "hccp53/mri/internal/pixel/gdcm": 2, "hccp53/mri/internal/pixel/jpeg": 2, "hccp53/mri/internal/pixel/codestream": 2,
	"hccp53/mri/internal/dcm": 2, "hccp53/mri/internal/pixel": 3, "hccp53/mri/internal/writer": 3,
	"hccp53/mri/internal/frame": 4, "hccp53/mri/internal/stack": 4, "hccp53/mri/internal/phase": 4,
	"hccp53/radiomics/filter": 4, "hccp53/radiomics/internal/spectrum": 3, "hccp53/radiomics/internal/workers": 2, "hccp53/radiomics/parameters": 6, "hccp53/volume/nifti": 3, "hccp53/volume/nrrd": 3, "hccp53/volume/shift": 3, "hccp53/regression": 3, "hccp53/performance": 3, "hccp53/baseline": 3, "hccp53/relevance": 3,
	"hccp53/mri": 4, "hccp53/mri/seg": 4, "hccp53/mri/rtstruct": 4, "hccp53/mri/deidentify": 4, "hccp53/voi": 5, "hccp53/cohort": 4, "hccp53/cohort/internal/permit": 0, "hccp53/cohort/leaky": 5,
	"hccp53/dataset": 4, "hccp53/impute": 4, "hccp53/nomogram": 4, "hccp53/radiomics": 5, "hccp53/selection": 5, "hccp53/clinical": 5,
	"hccp53/deeplearning/layer": 5, "hccp53/deeplearning/safetensors": 5, "hccp53/deeplearning/augment": 5,
	"hccp53/deeplearning/resnet": 5, "hccp53/deeplearning/fusion": 5, "hccp53/deeplearning/train": 5, "hccp53/deeplearning": 5,
	"hccp53/radiomics/perturb": 6, "hccp53/combined": 6, "hccp53/patient": 6, "hccp53/imagefile": 6, "hccp53/conformance": 1, "hccp53/conformance/images": 7, "hccp53/conformance/radiomics": 8, "hccp53/conformance/stats": 8,
	"data/simulate/kinetics": 3, "data/simulate/phantom": 4, "data/simulate": 6,
	"hccp53/internal/hostile": 0, "hccp53/internal/reference": 2, "hccp53/internal/peer": 3,
	"hccp53/radiomics/batch": 7,
	"hccp53/figure":          7,
	"hccp53":                 8,
	"kernel-ext/display":     7,
}

// sameLevel lists the imports that stay on one level.
var sameLevel = map[string][]string{
	"hccp53/performance":         {"hccp53/regression"},
	"hccp53/patient":             {"hccp53/radiomics/perturb"},
	"hccp53/mri":                 {"hccp53/mri/internal"},
	"hccp53/mri/internal/stack":  {"hccp53/mri/internal/frame"},
	"hccp53/mri/internal/phase":  {"hccp53/mri/internal/frame", "hccp53/mri/internal/stack"},
	"hccp53/mri/internal/pixel":  {"hccp53/mri/internal/dcm"},
	"hccp53/deeplearning/resnet": {"hccp53/deeplearning/layer"},
	"hccp53/deeplearning/fusion": {"hccp53/deeplearning/layer", "hccp53/deeplearning/resnet"},
	"hccp53/deeplearning/train":  {"hccp53/deeplearning/layer", "hccp53/deeplearning/fusion", "hccp53/deeplearning/augment"},
	"hccp53/deeplearning":        {"hccp53/deeplearning/"},
}

// only says which packages of the project may import a library or package.
var only = map[string][]string{
	"github.com/suyashkumar/dicom": {"hccp53/mri"},
	"github.com/gomlx/":            {"hccp53/deeplearning"},
	"gonum.org/v1/plot":            {"hccp53/figure"},
	"hcclab/hccp53/cohort/leaky":   {},
}

type listed struct {
	ImportPath   string
	Dir          string
	GoFiles      []string
	Imports      []string
	TestImports  []string
	XTestImports []string
}

func packages(t *testing.T) []listed {
	t.Helper()
	cmd := exec.Command("go", "list", "-json=ImportPath,Dir,GoFiles,Imports", "hcclab/...")
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	var all []listed
	for dec := json.NewDecoder(strings.NewReader(string(out))); dec.More(); {
		var p listed
		if err := dec.Decode(&p); err != nil {
			t.Fatal(err)
		}
		all = append(all, p)
	}
	return all
}

// TestImportsPointDownwards keeps the direction in which the house is built.
func TestImportsPointDownwards(t *testing.T) {
	for _, p := range packages(t) {
		from := strings.TrimPrefix(p.ImportPath, module)
		top := strings.HasPrefix(from, "hccp53/cmd/") || strings.HasPrefix(from, "kernel-ext/") && level[from] == 0
		for _, imported := range p.Imports {
			for prefix, allowed := range only {
				if strings.HasPrefix(imported, prefix) && !slices.ContainsFunc(allowed, func(a string) bool { return from == a || strings.HasPrefix(from, a+"/") }) {
					t.Errorf("%s imports %s, which only %v may", from, imported, allowed)
				}
			}
			to, ours := strings.CutPrefix(imported, module)
			if !ours || top || strings.Contains(to, "/internal/") && strings.HasPrefix(to, from) {
				continue
			}
			if _, known := level[to]; !known {
				t.Errorf("%s imports %s, which has no level: give it one in this test", from, to)
				continue
			}
			same := slices.ContainsFunc(sameLevel[from], func(a string) bool { return to == a || strings.HasSuffix(a, "/") && strings.HasPrefix(to, a) })
			if _, known := level[from]; !known || level[to] >= level[from] && !same {
				t.Errorf("%s (level %d) imports %s (level %d)", from, level[from], to, level[to])
			}
		}
	}
}

// TestStatisticsKnowNoFiles keeps the statistics packages usable anywhere.
func TestStatisticsKnowNoFiles(t *testing.T) {
	for _, p := range packages(t) {
		name := strings.TrimPrefix(p.ImportPath, module+"hccp53/")
		if slices.Contains([]string{"inference", "regression", "performance", "impute", "baseline", "relevance"}, name) && slices.Contains(p.Imports, "os") {
			t.Errorf("%s imports os", name)
		}
	}
}

// TestCodeNamesEveryImport checks that the code hash of a step covers all that
// the step's package imports from this module.
func TestCodeNamesEveryImport(t *testing.T) {
	for _, p := range packages(t) {
		declared, path, ok := codeOf(t, p)
		if !ok {
			continue
		}
		if path != p.ImportPath {
			t.Errorf("%s: code.go says %s", p.ImportPath, path)
		}
		var want []string
		for _, imported := range p.Imports {
			to, ours := strings.CutPrefix(imported, module)
			if ours && to != "hccp53/fault" && to != "hccp53/provenance" && to != "hccp53/cohort/internal/permit" {
				want = append(want, to)
			}
		}
		slices.Sort(want)
		slices.Sort(declared)
		if !slices.Equal(want, declared) {
			t.Errorf("%s: code.go names %v, the package imports %v", p.ImportPath, declared, want)
		}
	}
}

// codeOf returns the arguments of provenance.NewCode in the package's code.go.
func codeOf(t *testing.T, p listed) (declared []string, path string, ok bool) {
	t.Helper()
	if !slices.Contains(p.GoFiles, "code.go") || p.ImportPath == module+"hccp53/provenance" {
		return nil, "", false
	}
	file, err := parser.ParseFile(token.NewFileSet(), filepath.Join(p.Dir, "code.go"), nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	imports := map[string]string{} // by the last element of the path
	for _, i := range file.Imports {
		full := strings.Trim(i.Path.Value, `"`)
		imports[filepath.Base(full)] = strings.TrimPrefix(full, module)
	}
	ast.Inspect(file, func(n ast.Node) bool {
		call, is := n.(*ast.CallExpr)
		if !is {
			return true
		}
		if f, is := call.Fun.(*ast.SelectorExpr); is && f.Sel.Name == "NewCode" {
			ok = true
			path = strings.Trim(call.Args[0].(*ast.BasicLit).Value, `"`)
			for _, arg := range call.Args[2:] {
				declared = append(declared, imports[arg.(*ast.SelectorExpr).X.(*ast.Ident).Name])
			}
		}
		return true
	})
	return declared, path, ok
}

// TestNotebooksUseTheFacade forbids, outside the lessons, the packages that
// work on plain matrices and know no arms, and the leaky ones.
func TestNotebooksUseTheFacade(t *testing.T) {
	forbidden := []string{"hccp53/regression", "hccp53/performance", "hccp53/inference", "hccp53/relevance", "hccp53/cohort/leaky"}
	err := filepath.WalkDir("../notebooks", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() && d.Name() == "lessons" {
			if err == nil {
				err = filepath.SkipDir
			}
			return err
		}
		if filepath.Ext(path) != ".ipynb" {
			return nil
		}
		content, err := os.ReadFile(path)
		for _, f := range forbidden {
			if strings.Contains(string(content), module+f) {
				t.Errorf("%s imports %s", filepath.Base(path), f)
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestEveryExportedNameIsDocumented reads all packages but commands.
func TestEveryExportedNameIsDocumented(t *testing.T) {
	for _, p := range packages(t) {
		for _, name := range p.GoFiles {
			file, err := parser.ParseFile(token.NewFileSet(), filepath.Join(p.Dir, name), nil, parser.ParseComments)
			if err != nil {
				t.Fatal(err)
			}
			for _, d := range file.Decls {
				switch d := d.(type) {
				case *ast.FuncDecl:
					if d.Name.IsExported() && d.Doc == nil && receiverExported(d) {
						t.Errorf("%s/%s: %s has no comment", p.ImportPath, name, d.Name)
					}
				case *ast.GenDecl:
					for _, spec := range d.Specs {
						switch s := spec.(type) {
						case *ast.TypeSpec:
							if s.Name.IsExported() && d.Doc == nil && s.Doc == nil {
								t.Errorf("%s/%s: %s has no comment", p.ImportPath, name, s.Name)
							}
						case *ast.ValueSpec:
							for _, n := range s.Names {
								if n.IsExported() && d.Doc == nil && s.Doc == nil && s.Comment == nil {
									t.Errorf("%s/%s: %s has no comment", p.ImportPath, name, n)
								}
							}
						}
					}
				}
			}
		}
	}
}

func receiverExported(d *ast.FuncDecl) bool {
	if d.Recv == nil {
		return true
	}
	e := d.Recv.List[0].Type
	if s, ok := e.(*ast.StarExpr); ok {
		e = s.X
	}
	if i, ok := e.(*ast.IndexExpr); ok {
		e = i.X
	}
	id, ok := e.(*ast.Ident)
	return ok && id.IsExported()
}
