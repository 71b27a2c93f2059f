// Nodes, links and land in classes of one indicator.
const CLASSES = ["#aab5bf", "#f0c36b", "#ec9a4d", "#d9663f", "#b3382c", "#5c1a33"], SHARES = [0, 0.5, 0.75, 0.9, 0.98];
const MANY = 3000;  // of more elements only those with a value answer the pointer

function networkMap(number, picked) {
  const net = PAGE.network, node = $("network-map"), select = $("network-quantity");
  if (!net) return () => {};
  const where = { node: "Nodes", link: "Links", subcatchment: "Subcatchments" };
  const draws = () => {
    fill(select, net.quantities.map((q, k) => [k, `${say(where[q.dim])}: ${titled(q)}`]), select.value || 0);
    const q = net.quantities[Number(select.value)], all = number(q.values), at = net.scenarios.indexOf(shown.a);
    if (at < 0) return absent(node, net.scenarios);
    const values = part(all, at), breaks = breaksOf(all.values), data = [...drawLand(net, q, values, breaks), ...drawLinks(net, q, values, breaks), ...drawNodes(net, q, values, breaks, q.cut ? part(number(q.cut), at) : null)];
    draw(node, data, Object.assign(mapLayout(), { showlegend: true, legend: { title: { text: titled(q) }, x: 1, xanchor: "right", y: 1, bgcolor: "#ffffffcc" } }));
    $("network-caption").textContent = `${say(q.title)}: ${say(q.definition)} (${q.variable}). ${scenarioName(shown.a)} `
      + say("Classes hold the lowest half, the next quarter, and so on, of all values above zero.") + (net.straight ? ` ${say("Links are drawn straight: their bends stand in the model, which was not found.")}` : "");
    if (!node.dataset.heard) {
      node.on("plotly_click", (event) => { const [dim, name] = event.points[0].customdata || []; if (name) picked(dim, name); });
      node.dataset.heard = "1";
    }
  };
  select.onchange = draws;
  return draws;
}

function breaksOf(values) {  // lower ends of the classes above zero
  const sorted = values.filter((v) => v > 0).sort();
  return sorted.length ? SHARES.map((s) => sorted[Math.floor(s * (sorted.length - 1))]) : [];
}

const classOf = (value, breaks) => (value > 0 ? Math.max(1, breaks.filter((b) => value >= b).length) : 0);

function classNames(breaks) {
  return CLASSES.map((_, c) => (c === 0 ? "0" : c < breaks.length ? `${told(breaks[c - 1])} – ${told(breaks[c])}` : `≥ ${told(breaks[c - 1])}`));
}

function byClass(count, values, breaks) {
  const groups = CLASSES.map(() => []);
  for (let i = 0; i < count; i++) groups[values ? classOf(values[i], breaks) : 0].push(i);
  return groups;
}

function drawLinks(net, q, values, breaks) {
  const own = q.dim === "link", names = classNames(breaks), found = [];
  byClass(net.links.length, own ? values : null, breaks).forEach((these, c) => {
    const x = [], y = [];
    for (const i of these) { for (const p of net.lines[i]) { x.push(p[0]); y.push(p[1]); } x.push(null); y.push(null); }
    if (these.length) found.push({ type: "scatter", mode: "lines", x, y, hoverinfo: "skip", name: own ? names[c] : "", showlegend: own, line: { color: CLASSES[c], width: own ? 1.2 + 0.7 * c : 1.2 } });
  });
  if (own) {
    const these = net.links.map((_, i) => i).filter((i) => net.lines[i].length && (net.links.length <= MANY || values[i] > 0));
    const middles = these.map((i) => middle(net.lines[i]));
    found.push({ type: "scatter", mode: "markers", x: middles.map((p) => p[0]), y: middles.map((p) => p[1]), showlegend: false, hoverinfo: "text", marker: { size: 7, color: "rgba(0,0,0,0)" },
      text: these.map((i) => `<b>${net.links[i]}</b> ${say(net.link_kinds[i])}<br>${titled(q)}: ${told(values[i])}`), customdata: these.map((i) => ["link", net.links[i]]) });
  }
  return found;
}

function middle(line) {
  if (line.length !== 2) return line[Math.floor(line.length / 2)];
  return [(line[0][0] + line[1][0]) / 2, (line[0][1] + line[1][1]) / 2];
}

function drawNodes(net, q, values, breaks, cut) {
  const own = q.dim === "node", names = classNames(breaks), found = [];
  const there = net.nodes.map((_, i) => i).filter((i) => net.places[i][0] !== null);
  const groups = CLASSES.map(() => []);
  for (const i of there) groups[own ? classOf(values[i], breaks) : 0].push(i);
  groups.forEach((these, c) => {
    const quiet = c === 0 && there.length > MANY;
    if (these.length && !(quiet && own)) found.push({ type: "scatter", mode: "markers", name: own ? names[c] : "", showlegend: own, hoverinfo: own || !quiet ? "text" : "skip",
      x: these.map((i) => net.places[i][0]), y: these.map((i) => net.places[i][1]), customdata: these.map((i) => ["node", net.nodes[i]]),
      text: these.map((i) => `<b>${net.nodes[i]}</b> ${say(net.kinds[i])}${own ? `<br>${titled(q)}: ${cut && cut[i] > 0 ? "> " : ""}${told(values[i])}` : ""}`),
      marker: { size: own ? 5 + 2 * c : quiet ? 2 : 4, color: own ? CLASSES[c] : SOFT, symbol: these.map((i) => (net.kinds[i] === "outfall" ? "triangle-down" : net.kinds[i] === "storage" ? "square" : "circle")), line: { color: "#fff", width: 0.5 } } });
  });
  return found;
}

function drawLand(net, q, values, breaks) {
  const own = q.dim === "subcatchment", names = classNames(breaks), found = [];
  byClass(net.land_names.length, own ? values : null, breaks).forEach((these, c) => {
    const x = [], y = [];
    for (const i of these) { for (const p of net.land[i]) { x.push(p[0]); y.push(p[1]); } x.push(null); y.push(null); }
    if (these.length) found.push({ type: "scatter", mode: "lines", fill: "toself", x, y, hoverinfo: "skip", name: own ? names[c] : "", showlegend: own,
      fillcolor: own ? CLASSES[c] : "#f3f5f7", line: { color: "#fff", width: 0.6 } });
  });
  return found;
}
