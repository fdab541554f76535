"""A notebook as one page of HTML that needs no network.

The template of nbconvert loads require.js, MathJax and mermaid from elsewhere.
Here formulas become MathML, which browsers draw themselves, and the rest is
left out.
"""

from jinja2 import pass_context
from latex2mathml.converter import convert
from nbconvert import HTMLExporter
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

TEMPLATE = """
{%- extends 'lab/index.html.j2' -%}
{%- block html_head_js -%}{%- endblock -%}
{%- block jupyter_widgets -%}{%- endblock -%}
{%- block html_head_js_mathjax -%}{%- endblock -%}
{%- block html_head_js_mermaidjs -%}{%- endblock -%}
{%- block html_head_css -%}
<style>
pre { tab-size: 4; }
main { max-width: 62rem; margin: 0 auto; }
.jp-Cell:target { outline: 2px solid var(--jp-brand-color1); outline-offset: 2px; }
</style>
{%- endblock -%}
"""


class Renderer(IPythonRenderer):
    def math(self, body, display):
        try:
            return convert(body, display=display)
        except Exception:  # a formula that the converter does not know
            return f"<code>{self.escape_html(body)}</code>"

    def inline_math(self, body):
        return self.math(body, "inline")

    def block_math(self, body):
        return f"<p>{self.math(body, 'block')}</p>"

    def latex_environment(self, name, body):
        return self.block_math(rf"\begin{{{name}}}{body}\end{{{name}}}")


class Exporter(HTMLExporter):
    @pass_context
    def markdown2html(self, context, source):
        attachments = context.get("cell", {}).get("attachments", {})
        renderer = Renderer(escape=False, allow_harmful_protocols=False, attachments=attachments)
        return MarkdownWithMath(renderer=renderer).render(source)


def html(notebook, title):
    exporter = Exporter(raw_template=TEMPLATE)
    body, _ = exporter.from_notebook_node(notebook, resources={"metadata": {"name": title}})
    return body
