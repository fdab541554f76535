"use strict";
(() => {
const model = JSON.parse(document.getElementById("model").textContent);
const $ = id => document.getElementById(id);
const state = model.terms.map(() => NaN); // by term: a number, or the index of a choice

// The model: what a value adds to the log odds, and its columns in the design.
const cube = x => { x = Math.max(x, 0); return x * x * x; };
function basis(t, v) {
  const row = [v], k = t.knots;
  if (!k) return row;
  const last = k.length - 1, scale = (k[last] - k[0]) * (k[last] - k[0]);
  for (const knot of k.slice(0, last - 1))
    row.push((cube(v - knot) + ((k[last - 1] - knot) * cube(v - k[last]) - (k[last] - knot) * cube(v - k[last - 1])) / (k[last] - k[last - 1])) / scale);
  return row;
}
const value = (t, v) => t.values ? t.values[v] : v;
const columns = (t, v) => t.levels ? t.levels.slice(1).map((_, i) => i + 1 === v ? 1 : 0) : basis(t, value(t, v));
const adds = (t, v) => t.levels ? t.coefficients[v] : basis(t, value(t, v)).reduce((sum, x, j) => sum + x * t.coefficients[j], 0);
const logistic = x => 1 / (1 + Math.exp(-x));

function read() {
  const r = {points: [], total: 0, logOdds: model.intercept, low: NaN, high: NaN, outside: []};
  let row = [1];
  model.terms.forEach((t, k) => {
    const x = adds(t, state[k]);
    r.points.push((x - t.base) * model.pointsPerLogOdds);
    r.total += r.points[k];
    r.logOdds += x;
    row = row.concat(columns(t, state[k]));
    if (!t.choices && (state[k] < t.min || state[k] > t.max)) r.outside.push(t.label);
  });
  r.risk = logistic(r.logOdds);
  if (model.covariance) {
    let variance = 0;
    row.forEach((x, j) => row.forEach((y, k) => { variance += x * model.covariance[j][k] * y; }));
    const half = model.z * Math.sqrt(Math.max(0, variance));
    r.low = logistic(r.logOdds - half);
    r.high = logistic(r.logOdds + half);
  }
  return r;
}

// Numbers for people.
const sign = text => text.replace("-", "−");
function percent(p) {
  const v = 100 * p;
  if (v > 99.9 && v < 100) return "> 99.9";
  if (v < .1 && v > 0) return "< 0.1";
  return v.toFixed(1);
}
const short = v => sign(String(Number(v.toPrecision(6))));
const shown = (t, v) => t.log10 ? Number(Math.pow(10, v).toPrecision(3)) : Number(v.toFixed(t.decimals));

// Drawing.
const pen = document.createElement("canvas").getContext("2d");
const family = "system-ui, 'Liberation Sans', 'Helvetica Neue', Arial, sans-serif";
const widths = new Map();
function widthOf(text, size) {
  const key = size + text;
  if (!widths.has(key)) {
    pen.font = size + "px " + family;
    widths.set(key, pen.measureText(text).width);
  }
  return widths.get(key);
}
function node(parent, name, attributes, text) {
  const e = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const a in attributes) e.setAttribute(a, attributes[a]);
  if (text !== undefined) e.textContent = text;
  parent.append(e);
  return e;
}
function wrap(text, size, most) {
  const lines = [""];
  for (const word of text.split(" ")) {
    const longer = (lines[lines.length - 1] + " " + word).trim();
    if (lines[lines.length - 1] && widthOf(longer, size) > most) lines.push(word);
    else lines[lines.length - 1] = longer;
  }
  return lines;
}
// place gives each mark a row for its text: 1, 2 … below the line, -1, -2 … above it, 0 for none. All: every mark
// has its text, in further rows where they are close; otherwise those without room are left out at equal steps.
function place(marks, size, all, rows) {
  for (const m of marks) {
    m.row = 0;
    m.half = widthOf(m.text, size) / 2;
    m.middle = Math.max(m.x, m.half); // not beyond the left edge
  }
  const sorted = marks.slice().sort((a, b) => a.x - b.x), end = {};
  const free = (m, row) => !(m.middle - m.half < end[row] + 5);
  const put = (m, row) => { m.row = row; end[row] = m.middle + m.half; };
  if (all) {
    for (const m of sorted) {
      let row = rows.find(r => free(m, r));
      if (row === undefined) for (row = rows[0]; !free(m, row); row += Math.sign(row));
      put(m, row);
    }
    return;
  }
  for (const side of [0, 1, -1]) { // an axis that turns back has marks on both sides
    const group = sorted.filter(m => (m.side || 0) === side), row = side || rows[0];
    for (let every = 1, fits = false; !fits && every <= group.length; every++) {
      delete end[row];
      fits = true;
      group.forEach((m, rank) => {
        m.row = 0;
        if (rank % every) return;
        fits = fits && free(m, row);
        put(m, row);
      });
    }
  }
}

function draw(r) {
  const svg = $("axes"), wide = $("drawing").clientWidth || 700, narrow = wide < 560;
  const size = 12, line = 15, labelEnd = narrow ? 0 : Math.min(190, wide * .27), right = 46;
  const x0 = narrow ? 14 : labelEnd + 12, x1 = wide - right - 8, most = model.total[model.total.length - 1];
  const atPoints = p => x0 + p / 100 * (x1 - x0), atTotal = p => x0 + p / most * (x1 - x0);
  const clamp = (p, high) => Math.min(high, Math.max(0, p));
  const tens = Array.from({length: 11}, (_, i) => ({text: String(10 * i), x: atPoints(10 * i)}));
  const scales = [{label: "Points", marks: tens, rows: [-1]}];
  model.terms.forEach((t, k) => scales.push({
    label: t.label, all: t.choices || t.marks.length <= 3, rows: [1, -1], value: r.points[k], read: atPoints(clamp(r.points[k], 100)),
    beyond: r.points[k] < -1e-9 || r.points[k] > 100 + 1e-9, marks: t.marks.map(m => ({text: m.text, x: atPoints(m.points), side: m.side})),
  }));
  scales.push({label: "Total points", rows: [-1], space: 8, marks: model.total.map(v => ({text: short(v), x: atTotal(v)})), value: r.total, read: atTotal(clamp(r.total, most)), beyond: r.total < 0 || r.total > most});
  scales.push({label: "Risk of " + model.outcome, all: !narrow, rows: [1], marks: model.risk.filter(m => m.points >= 0 && m.points <= most).map(m => ({text: m.text, x: atTotal(m.points)})), read: atTotal(clamp(r.total, most)), beyond: r.total < 0 || r.total > most, percent: r.risk});
  svg.replaceChildren();
  const lines = node(svg, "g", {}), marks = node(svg, "g", {});
  let y = 4;
  for (const s of scales) {
    const labels = wrap(s.label, size + 1, narrow ? wide - right : labelEnd);
    place(s.marks, size, s.all, s.rows);
    const rows = s.marks.map(m => m.row), up = Math.max(0, ...rows.map(v => -v)), down = Math.max(0, ...rows);
    y += (s.space || 0) + (narrow ? labels.length * line + 3 : 0);
    const above = Math.max(up * line + 4, 8, narrow ? 0 : labels.length * line / 2), below = Math.max(down * line + 4, 8, narrow ? 0 : labels.length * line / 2);
    if (narrow) labels.forEach((text, i) => node(svg, "text", {x: 0, y: y - (labels.length - 1 - i) * line - 3, "font-size": size + 1, "font-weight": 600}, text));
    s.y = y + above;
    if (!narrow) labels.forEach((text, i) => node(svg, "text", {x: 0, y: s.y + 4 + (i - (labels.length - 1) / 2) * line, "font-size": size + 1}, text));
    const xs = s.marks.map(m => m.x);
    if (xs.length) node(lines, "path", {d: `M${Math.min(...xs)} ${s.y}H${Math.max(...xs)}`, stroke: "#1d1d1f", fill: "none"});
    for (const m of s.marks) {
      const side = m.row ? Math.sign(m.row) : m.side || s.rows[0];
      node(lines, "path", {d: `M${m.x} ${s.y}v${side * (m.row ? 5 : 3)}`, stroke: "#1d1d1f"});
      if (m.row) node(svg, "text", {x: m.middle, y: m.row > 0 ? s.y + 4 + m.row * line - 2 : s.y - 6 + (m.row + 1) * line, "font-size": size, "text-anchor": "middle"}, m.text);
    }
    y = s.y + below + (narrow ? 4 : 5);
  }
  const [top, total, risk] = [scales[0], scales[scales.length - 2], scales[scales.length - 1]];
  for (const s of scales) {
    if (s.read === undefined || !Number.isFinite(s.value ?? s.percent)) continue;
    if (s.value !== undefined && s !== total) node(lines, "path", {d: `M${s.read} ${s.y}V${top.y}`, stroke: "#d55e00", "stroke-opacity": .45, "stroke-dasharray": "2 3"});
    const d = 5.5;
    node(marks, "path", {d: `M${s.read} ${s.y - d}l${d} ${d}l${-d} ${d}l${-d} ${-d}z`, fill: s.beyond ? "#fff" : "#d55e00", stroke: "#d55e00", "stroke-width": 1.6});
    node(svg, "text", {x: wide - 2, y: s.y + 4, "font-size": size + 1, "font-weight": 700, "text-anchor": "end", style: "fill:#b34700"}, s.percent !== undefined ? percent(s.percent) + " %" : sign(s.value.toFixed(0)));
  }
  if (Number.isFinite(r.total)) node(lines, "path", {d: `M${total.read} ${total.y}V${risk.y}`, stroke: "#d55e00", "stroke-width": 1.6});
  svg.setAttribute("viewBox", `0 0 ${wide} ${y}`);
  svg.setAttribute("height", y);
  svg.setAttribute("aria-label", Number.isFinite(r.total) ? "Nomogram. " + model.terms.map((t, k) => `${t.label}: ${r.points[k].toFixed(0)} points`).join(". ") + `. Total: ${r.total.toFixed(0)} points. Risk: ${percent(r.risk)} %.` : "Nomogram. A value is missing.");
}

function gauge(r) {
  const svg = $("gauge"), wide = svg.clientWidth || 300, x = p => 8 + (wide - 16) * p;
  svg.replaceChildren();
  svg.setAttribute("viewBox", `0 0 ${wide} 32`);
  node(svg, "rect", {x: 8, y: 6, width: wide - 16, height: 8, rx: 4, fill: "#d4d4da"});
  if (Number.isFinite(r.low)) node(svg, "rect", {x: x(r.low), y: 6, width: Math.max(2, x(r.high) - x(r.low)), height: 8, rx: 4, fill: "#56b4e9"});
  if (Number.isFinite(r.risk)) node(svg, "circle", {cx: x(r.risk), cy: 10, r: 6.5, fill: "#d55e00", stroke: "#fff", "stroke-width": 1.5});
  for (const p of wide < 220 ? [0, .5, 1] : [0, .25, .5, .75, 1])
    node(svg, "text", {x: p === 0 ? 0 : p === 1 ? wide : x(p), y: 29, "font-size": 12, "text-anchor": p === 0 ? "start" : p === 1 ? "end" : "middle"}, p * 100 + (p === 1 ? " %" : ""));
}

function update() {
  const r = read(), out = $("risk"), ok = Number.isFinite(r.logOdds);
  out.replaceChildren();
  const big = document.createElement("b");
  big.textContent = ok ? percent(r.risk) + " %" : "–";
  const parts = [];
  if (Number.isFinite(r.low)) parts.push(`95 % CI ${percent(r.low)} to ${percent(r.high)} %`);
  if (ok) parts.push(sign(r.total.toFixed(0)) + " points");
  if (!ok) parts.push("Enter a number in every field.");
  out.append(big);
  for (const text of parts) {
    const small = document.createElement("span");
    small.textContent = text;
    out.append(" ", small);
  }
  Object.assign(out.dataset, {risk: r.risk, low: r.low, high: r.high, total: r.total, logOdds: r.logOdds});
  model.terms.forEach((t, k) => {
    if (t.choices) return;
    const missing = !Number.isFinite(state[k]), outside = r.outside.includes(t.label), w = $(`t${k}w`);
    w.hidden = !missing && !outside;
    w.textContent = missing ? (t.log10 ? "Enter a number above 0." : "Enter a number.") : outside ? "Outside the range of the training patients." : "";
    $(`t${k}`).classList.toggle("outside", missing || outside);
    $(`t${k}r`).setAttribute("aria-valuetext", missing ? "no value" : String(shown(t, state[k])));
  });
  const w = $("warning");
  w.hidden = !ok || r.outside.length === 0;
  w.textContent = w.hidden ? "" : "Extrapolated: outside the training range in " + r.outside.join(", ") + ".";
  gauge(r);
  draw(r);
}

// Entry.
function typed(t, k) {
  const text = $(`t${k}f`).value;
  const v = text === "" ? NaN : Number(text);
  state[k] = t.log10 ? (v > 0 ? Math.log10(v) : NaN) : v;
}
function start() {
  model.terms.forEach((t, k) => {
    if (t.choices) {
      const menu = $(`t${k}s`);
      state[k] = menu ? menu.selectedIndex : Number(document.querySelector(`input[name=t${k}]:checked`).value);
    } else {
      typed(t, k);
      if (Number.isFinite(state[k])) $(`t${k}r`).value = state[k];
    }
  });
  update();
}
model.terms.forEach((t, k) => {
  const box = $(`t${k}`);
  if (t.choices) {
    box.addEventListener("change", start);
    return;
  }
  const slider = $(`t${k}r`), field = $(`t${k}f`);
  slider.addEventListener("input", () => { field.value = shown(t, Number(slider.value)); typed(t, k); update(); });
  field.addEventListener("input", () => { typed(t, k); if (Number.isFinite(state[k])) slider.value = state[k]; update(); });
});
$("inputs").addEventListener("reset", () => setTimeout(start));
$("inputs").addEventListener("submit", e => e.preventDefault());
$("print").addEventListener("click", () => window.print());
window.addEventListener("beforeprint", () => { document.querySelector("details").open = true; });
let width = 0;
new ResizeObserver(() => { const now = $("drawing").clientWidth; if (now !== width) { width = now; update(); } }).observe($("drawing"));
start();
})();
