// All scenarios in one drawing: a point each, what an indicator depends on, what measures bring for their cost.
function compared() {
  const all = PAGE.compared;
  if (!all) return () => {};
  const chosen = { x: start(["rain"]), y: start(["flooded", "runoff"], start(["rain"])), bars: Math.max(all.bars.findIndex((bars) => bars.title.startsWith("Flooded")), 0), rain: all.costs.length - 1 };
  function start(names, other) {
    const k = names.map((name) => all.numbers.findIndex((q) => q.name === name)).find((found) => found >= 0);
    return k ?? all.numbers.findIndex((_, i) => i !== other);
  }
  const choose = (id, entries, key) => {
    const select = $(id);
    if (!select) return;
    fill(select, entries, chosen[key]);
    select.onchange = () => { chosen[key] = Number(select.value); draws(); };
  };
  function scatter() {
    const [x, y] = [all.numbers[chosen.x], all.numbers[chosen.y]], axes = PAGE.scenarios.axes, groups = axes.find((axis) => axis.name === "measures") || axes[0];
    const colours = groups && groups.values.length <= LINES.length ? groups : null, rows = x.values.map((_, k) => k);
    const trace = (label, own, line) => ({ type: "scatter", mode: "markers", name: label, marker: { color: line, size: 8, opacity: 0.8 }, x: own.map((k) => x.values[k]), y: own.map((k) => y.values[k]), text: own.map(scenarioName), hovertemplate: `%{text}<br>${say(x.title)}: %{x}<br>${say(y.title)}: %{y}<extra></extra>` });
    const traces = colours ? colours.values.map((text, v) => trace(say(text), rows.filter((k) => colours.of[k] === v), LINES[v])) : [trace("", rows, LINES[1])];
    draw($("scatter"), traces, layout({ showlegend: !!colours, legend: { orientation: "h", y: 1.08 }, margin: { l: 95, r: 20, t: 30, b: 50 }, xaxis: { title: { text: say(x.title) }, gridcolor: FAINT }, yaxis: { title: { text: say(y.title) }, gridcolor: FAINT } }));
  }
  function tornado() {
    const bars = all.bars[chosen.bars];
    if (!bars) return;
    const node = $("tornado"), names = bars.names.map(say);
    node.style.height = `${110 + 22 * names.length}px`;
    const places = names.map((_, k) => -k);
    draw(node, [{ type: "bar", orientation: "h", x: bars.values, y: places, marker: { color: bars.values.map((v) => (v > 0 ? LINES[0] : LINES[1])) }, text: names, textposition: "none", hovertemplate: "%{text}: %{x}<extra></extra>" }],
      layout({ height: 110 + 22 * names.length, margin: { l: 10, r: 20, t: 10, b: 50 }, xaxis: { title: { text: `${say(bars.title)}: ${say(bars.definition)}` }, gridcolor: FAINT, zerolinecolor: INK }, yaxis: { automargin: true, tickvals: places, ticktext: names, showgrid: false, zeroline: false } }));
  }
  function costs() {
    const curve = all.costs[chosen.rain];
    if (!curve) return;
    draw($("costs"), [{ type: "scatter", mode: "lines+markers", line: { color: LINES[1] }, x: [0, ...curve.cost], y: [0, ...curve.gain], text: ["", ...curve.names.map((name) => name.split(" ").map(say).join(" "))], hovertemplate: "%{text}<br>%{x} → %{y} m³<extra></extra>" }],
      layout({ margin: { l: 95, r: 20, t: 20, b: 50 }, xaxis: { title: { text: say("Cost, summed up") }, gridcolor: FAINT, rangemode: "tozero" }, yaxis: { title: { text: say("Kept off the ground, m³, summed up") }, gridcolor: FAINT } }));
  }
  function draws() {
    const titles = all.numbers.map((q, k) => [k, say(q.title)]);
    choose("scatter-x", titles, "x");
    choose("scatter-y", titles, "y");
    choose("tornado-of", all.bars.map((bars, k) => [k, say(bars.title)]), "bars");
    choose("costs-of", all.costs.map((curve, k) => [k, say(curve.rain)]), "rain");
    scatter();
    tornado();
    costs();
  }
  return draws;
}
