package baseline

import (
	"bytes"
	"fmt"
	"io"
	"strings"
)

// latex escapes the special characters, and writes those beyond ASCII that a
// table of medicine needs so that every engine knows them. Other characters are
// passed on: accents are known to every LaTeX since 2018, other scripts need
// XeLaTeX or LuaLaTeX and a font.
var latex = strings.NewReplacer(
	`\`, `\textbackslash{}`, "{", `\{`, "}", `\}`, "$", `\$`, "&", `\&`, "#", `\#`, "%", `\%`, "_", `\_`,
	"^", `\textasciicircum{}`, "~", `\textasciitilde{}`, "<", `\textless{}`, ">", `\textgreater{}`, "|", `\textbar{}`, `"`, "''",
	"[", "{[}", "]", "{]}", // no option of \\
	"±", `$\pm$`, "×", `$\times$`, "−", "$-$", "≥", `$\geq$`, "≤", `$\leq$`, "≠", `$\neq$`, "≈", `$\approx$`, "·", `$\cdot$`, "∞", `$\infty$`, "√", `$\surd$`,
	"–", "--", "—", "---", "…", `\ldots{}`, "‘", "`", "’", "'", "“", "``", "”", "''", "°", `$^{\circ}$`, "\u00a0", "~", "\u202f", `\,`, "\u2009", `\,`,
	"⁰", "$^0$", "¹", "$^1$", "²", "$^2$", "³", "$^3$", "⁴", "$^4$", "⁵", "$^5$", "⁶", "$^6$", "⁷", "$^7$", "⁸", "$^8$", "⁹", "$^9$", "⁻", "$^-$",
	"₀", "$_0$", "₁", "$_1$", "₂", "$_2$", "₃", "$_3$", "₄", "$_4$",
	"α", `$\alpha$`, "β", `$\beta$`, "γ", `$\gamma$`, "δ", `$\delta$`, "κ", `$\kappa$`, "λ", `$\lambda$`, "µ", `$\mu$`, "μ", `$\mu$`, "σ", `$\sigma$`, "χ", `$\chi$`, "Δ", `$\Delta$`,
)

// WriteLaTeX writes a table environment, which needs \usepackage{booktabs}. All
// text is escaped.
func (t *Table) WriteLaTeX(w io.Writer) error {
	header, lines := t.lines()
	var b bytes.Buffer
	put := func(cells []string) { fmt.Fprintf(&b, "%s \\\\\n", strings.Join(cells, " & ")) }
	escaped := func(cells []string) []string {
		out := make([]string, len(cells))
		for j, c := range cells {
			out[j] = latex.Replace(signs.ReplaceAllString(c, "${1}−$2"))
		}
		return out
	}
	b.WriteString("\\begin{table}[htbp]\n\\centering\\small\\setlength{\\tabcolsep}{4pt}\n")
	if t.Settings.Title != "" {
		fmt.Fprintf(&b, "\\caption{%s}\n", latex.Replace(t.Settings.Title))
	}
	fmt.Fprintf(&b, "\\begin{tabular}{@{}l%s@{}}\n\\toprule\n", strings.Repeat("l", len(header)-1))
	put(escaped(header))
	b.WriteString("\\midrule\n")
	for _, l := range lines {
		label := latex.Replace(l.label)
		if l.level {
			label = `\quad ` + label
		}
		put(append([]string{label}, escaped(l.cells)...))
	}
	b.WriteString("\\bottomrule\n\\end{tabular}\n")
	if notes := t.Notes(); len(notes) > 0 {
		b.WriteString("\n\\medskip\n\\begin{minipage}{\\linewidth}\\footnotesize\\raggedright\n")
		for _, n := range notes {
			b.WriteString(latex.Replace(n) + "\\par\n")
		}
		b.WriteString("\\end{minipage}\n")
	}
	b.WriteString("\\end{table}\n")
	_, err := w.Write(b.Bytes())
	return err
}
