package hccp53_test
import ("testing";"fmt";"os";"path/filepath")
func TestScratchTable(t *testing.T) {
	s := openStudy(t)
	training, validation, err := s.Split()
	check(t, err)
	tab, err := s.Table1(training, validation)
	check(t, err)
	fmt.Println(tab)
	tab2, err := s.Table1(training)
	check(t, err)
	fmt.Println(tab2)
	check(t, s.Save(tab))
	m, _ := filepath.Glob("/tmp/TestScratchTable*/*/results/tables/*")
	m2, _ := filepath.Glob("/tmp/TestScratchTable*/*/tables/*")
	fmt.Println(m, m2, s.Settings().Results)
	for _, e := range []string{"tex", "html"} { b, _ := os.ReadFile(s.Settings().Results+"/tables/table1_arms."+e); os.WriteFile("/tmp/T/facade."+e, b, 0o644) }
}
