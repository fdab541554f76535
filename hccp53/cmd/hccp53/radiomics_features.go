package main

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"hcclab/hccp53/fault"
	"hcclab/hccp53/radiomics"
)

func radiomicsFeaturesCommand(s *session) *cobra.Command {
	var f radiomicsFlags
	cmd := &cobra.Command{
		Use: "features [CLASS | FEATURE]...", Args: cobra.ArbitraryArgs,
		Short: "Explain each feature: formula in words, IBSI identifier",
		Long: `features explains what extract measures: of each feature how the value comes
about, and the identifier that IBSI gives to the same quantity. Without a name it
lists the classes. A name is that of a class, of a feature, of a column of the
output, or an IBSI identifier; capital letters make no difference.`,
		Example: `  hccp53 radiomics features
  hccp53 radiomics features glcm
  hccp53 radiomics features JointEntropy original_shape_Sphericity TU9B
  hccp53 radiomics features --profile ibsi --json`,
		RunE: func(cmd *cobra.Command, names []string) error {
			c, err := f.choose()
			if err != nil {
				return err
			}
			c.settings.Images = nil
			all := radiomics.Definitions(c.settings)
			if len(names) == 0 && !s.asJSON {
				classTable(cmd.OutOrStdout(), all)
				return nil
			}
			found := all
			if len(names) > 0 {
				if found, err = matching(all, names); err != nil {
					return err
				}
			}
			if s.asJSON {
				return writeJSON(cmd.OutOrStdout(), explained(found))
			}
			explainFeatures(cmd.OutOrStdout(), found)
			return nil
		},
	}
	f.add(cmd)
	return cmd
}

// explanation is a definition with its words, for programs.
type explanation struct {
	ID, Words string
	radiomics.Definition
}

func explained(all []radiomics.Definition) []explanation {
	out := make([]explanation, len(all))
	for i, d := range all {
		out[i] = explanation{d.ID(), d.Words(), d}
	}
	return out
}

// matching returns the features that the names mean, each once.
func matching(all []radiomics.Definition, names []string) ([]radiomics.Definition, error) {
	var found []radiomics.Definition
	for _, name := range names {
		any := false
		for _, d := range all {
			if !slices.ContainsFunc([]string{d.Class, d.Name, d.Class + "_" + d.Name, d.ID(), d.IBSI}, func(n string) bool { return n != "" && strings.EqualFold(n, name) }) {
				continue
			}
			any = true
			if !slices.Contains(found, d) {
				found = append(found, d)
			}
		}
		if !any {
			return nil, fault.New(radiomics.ErrSettings, "no feature or class is named %q", name).Try("`hccp53 radiomics features` lists the classes")
		}
	}
	return found, nil
}

// classTable lists the classes and what is in them.
func classTable(w io.Writer, all []radiomics.Definition) {
	var order []string
	names := map[string][]string{}
	for _, d := range all {
		if names[d.Class] == nil {
			order = append(order, d.Class)
		}
		names[d.Class] = append(names[d.Class], d.Name)
	}
	for _, class := range order {
		fmt.Fprintf(w, "%s (%d)\n%s", class, len(names[class]), folded(strings.Join(names[class], ", "), "  "))
	}
	fmt.Fprintf(w, "\n%d features; `hccp53 radiomics features NAME` explains one, or those of a class.\n", len(all))
}

// explainFeatures writes each feature with its formula in words and in symbols,
// and before those of a class what the symbols mean.
func explainFeatures(w io.Writer, all []radiomics.Definition) {
	class := ""
	for _, d := range all {
		if text := radiomics.Legend(d.Class); d.Class != class && text != "" {
			fmt.Fprintf(w, "%s: in the formulas,\n%s\n", d.Class, folded(text, "  "))
		}
		class = d.Class
		line := d.Class + " " + d.Name
		if d.IBSI != "" {
			line += "  IBSI " + d.IBSI
		}
		if d.Unit != "" {
			line += "  in " + d.Unit
		}
		fmt.Fprintln(w, line)
		for _, text := range []string{d.Words(), d.Formula} {
			if text != "" {
				fmt.Fprint(w, folded(text, "    "))
			}
		}
	}
}

// folded breaks a text into lines for a terminal, each with an indent.
func folded(text, indent string) string {
	var b strings.Builder
	line := indent
	for _, word := range strings.Fields(text) {
		if len([]rune(line))+1+len([]rune(word)) > 80 && line != indent {
			b.WriteString(strings.TrimRight(line, " ") + "\n")
			line = indent
		}
		line += word + " "
	}
	return b.String() + strings.TrimRight(line, " ") + "\n"
}
