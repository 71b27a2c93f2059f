// Words, numbers and what all drawings share.
const INK = "#1f2933", SOFT = "#66737f", FAINT = "#d5dbe1", RIVER = "#4a90c8", MISSING = "#e9ecef", RAIN = "#5b9bd0";
const LINES = ["#c8553d", "#1d6f8c", "#7b4fa0", "#3f9b57", "#b7791f", "#4c5b6b", "#a8497b", "#6b8e23"];
const SCALE = ["#f6ead2", "#e3d9a6", "#a9c793", "#5fab8e", "#2a8583", "#155a6d", "#0e3350"];
const TWO_WAYS = ["#1d6f8c", "#8fbccb", "#f3f3f0", "#e3b09f", "#c8553d"];  // less, the same, more
const FONT = 'Inter, "Helvetica Neue", Arial, "Noto Sans CJK SC", "Noto Sans SC", "PingFang SC", "Microsoft YaHei", sans-serif';
const PAPER = 700;  // px between the margins of an A4 page
const CONFIG = { responsive: true, displaylogo: false, modeBarButtonsToRemove: ["select2d", "lasso2d", "autoScale2d"] };

const $ = (id) => document.getElementById(id);
const language = () => document.body.dataset.lang;
const say = (text) => (language() === "zh" && PAGE.words[text]) || text;
const named = (name) => {  // an element by its name in the page's language
  const both = PAGE.names[name];
  if (!both) return name;
  const text = language() === "zh" ? both[0] || both[1] : both[1];
  return text && text !== name ? `${text} (${name})` : name;
};
const titled = (q) => (q.unit ? `${say(q.title)}, ${q.unit}` : say(q.title));

function told(value) {
  if (value === null || !Number.isFinite(value)) return "–";
  const size = Math.abs(value);
  if (size >= 1000 || Number.isInteger(value)) return value.toLocaleString("en", { maximumFractionDigits: 0 });
  return size >= 100 ? value.toFixed(0) : size >= 10 ? value.toFixed(1) : size >= 1 ? value.toFixed(2) : size === 0 ? "0" : size < 1e-4 ? value.toExponential(1) : value.toPrecision(2);
}

function fill(select, entries, chosen) {  // entries: [value, text]
  select.replaceChildren(...entries.map(([value, text]) => new Option(text, value, false, String(value) === String(chosen))));
}

function element(tag, text, className) {
  const made = document.createElement(tag);
  if (text !== undefined) made.textContent = text;
  if (className) made.className = className;
  return made;
}

const WHOLE = { exponentformat: "none", separatethousands: true };  // of an axis: 20,000,000 and not 20M

function layout(more) {
  for (const name of ["xaxis", "yaxis"]) if (more[name]) more[name] = { ...WHOLE, ...more[name] };
  return Object.assign({
    font: { family: FONT, size: 12, color: INK }, paper_bgcolor: "#fff", plot_bgcolor: "#fff", hoverlabel: { font: { family: FONT } },
    margin: { l: 60, r: 20, t: 10, b: 45 }, showlegend: false, separators: ".,",
  }, more);
}

function mapLayout() {  // north up, as long east as north
  const axis = { visible: false, constrain: "domain" };
  return layout({ margin: { l: 0, r: 0, t: 0, b: 0 }, xaxis: axis, yaxis: { ...axis, scaleanchor: "x" }, dragmode: "pan", hovermode: "closest" });
}

function limits(values) {
  let low = Infinity, high = -Infinity;
  for (const v of values) if (Number.isFinite(v)) { if (v < low) low = v; if (v > high) high = v; }
  return low <= high ? [low, high] : [0, 1];
}

function colour(scale, share) {  // between the two nearest of the scale
  const at = Math.min(Math.max(share, 0), 1) * (scale.length - 1), k = Math.min(Math.floor(at), scale.length - 2);
  const rgb = (hex) => [1, 3, 5].map((i) => parseInt(hex.slice(i, i + 2), 16));
  const a = rgb(scale[k]), b = rgb(scale[k + 1]);
  return `rgb(${a.map((v, i) => Math.round(v + (b[i] - v) * (at - k))).join(",")})`;
}

const plotlyScale = (scale) => scale.map((c, i) => [i / (scale.length - 1), c]);

function library() {  // Plotly is read when a drawing first needs it, so that the page can be read before
  if (!window.Plotly) document.head.append(Object.assign(element("script"), { textContent: $("plotly").textContent }));
}

function absent(node, scenarios) {  // a drawing's place where the page has nothing of the scenario
  library();
  Plotly.purge(node);
  node.replaceChildren(element("p", `${say("The page holds nothing of this scenario here; it does of:")} ${scenarios.map(scenarioName).join("; ")}`, "empty"));
  node.dataset.empty = "1";
}

function draw(node, data, options) {
  if (node.dataset.empty) { node.replaceChildren(); delete node.dataset.empty; }
  library();
  return Plotly.react(node, data, options, CONFIG);
}
