// Zones by colour, with rivers and stations.
const MARKS = { pump_station: ["triangle-up", INK], first_flush_tank: ["square", "#e0a030"], green_storage: ["circle", "#3f9b57"],
  treatment_plant: ["diamond", "#7b4fa0"], gate: ["x", SOFT], regulator: ["cross", SOFT], reuse: ["star", "#2a8583"] };

function zoneMap(number, picked) {
  const map = PAGE.zoneMap, node = $("zone-map"), select = $("zone-quantity"), box = $("zone-difference");
  if (!map) return () => {};
  const draws = () => {
    fill(select, map.quantities.map((q, k) => [k, titled(q)]), select.value || 0);
    $("zone-difference-label").hidden = shown.b === null;
    const k = Number(select.value), q = map.quantities[k], all = number(map.values);
    const a = part(all, k, shown.a), differs = box.checked && shown.b !== null, b = differs ? part(all, k, shown.b) : a;
    const values = differs ? b.map((v, z) => v - a[z]) : a;
    const most = Math.max(...limits(values).map(Math.abs)) || 1;
    const [low, high] = differs ? [-most, most] : limits(part(all, k)), scale = differs ? TWO_WAYS : SCALE;
    const standing = q.cut && !differs ? part(number(q.cut), shown.a) : null;
    const text = (z) => `<b>${named(map.zones[z].name)}</b><br>${titled(q)}: ${standing && standing[z] > 0 ? "> " : ""}${told(values[z])}`
      + (differs ? `<br>${told(a[z])} → ${told(b[z])}` : "");
    const zones = map.zones.map((zone, z) => ({
      type: "scatter", mode: "lines", fill: "toself", hoveron: "fills", hoverinfo: "text", text: text(z), name: zone.name, showlegend: false,
      x: zone.rings.flatMap((ring) => [...ring.map((p) => p[0]), null]), y: zone.rings.flatMap((ring) => [...ring.map((p) => p[1]), null]),
      line: { color: "#fff", width: 0.8 }, fillcolor: Number.isFinite(values[z]) ? colour(scale, (values[z] - low) / (high - low || 1)) : MISSING,
    }));
    const bar = { type: "scatter", mode: "markers", showlegend: false, x: [null], y: [null], hoverinfo: "skip", marker: { size: 0.1, color: [low], cmin: low, cmax: high,
      colorscale: plotlyScale(scale), showscale: true, colorbar: { title: { text: titled(q), side: "right" }, thickness: 14, len: 0.7 } } };
    draw(node, [...zones, ...waters(map), ...stationMarks(map), labels(map, values.map((v) => !differs && (v - low) / (high - low || 1) > 0.6)), bar], Object.assign(mapLayout(), { margin: { l: 0, r: 70, t: 0, b: 0 },
      showlegend: true, legend: { orientation: "h", y: 0, yanchor: "top", x: 0 } }));
    const whose = differs ? `${scenarioName(shown.b)} − ${scenarioName(shown.a)}` : scenarioName(shown.a);
    $("zone-caption").textContent = `${say(q.title)}: ${say(q.definition)} (${q.variable}). ${whose} ${standing && standing.some((v) => v > 0) ? say("> : water stood still when the run ended.") : ""}`;
    if (!node.dataset.heard) {
      node.on("plotly_click", (event) => { const zone = map.zones[event.points[0].curveNumber]; if (zone) picked("secondary_zone", zone.name); });
      node.dataset.heard = "1";
    }
  };
  select.onchange = box.onchange = draws;
  return draws;
}

function labels(map, dark) {  // the zones' identifiers, as tables and hydrographs name them
  const placed = map.zones.map((zone, z) => [zone, z]).filter(([zone]) => zone.rings.length).map(([zone, z]) => [zone.name, middleOf(zone.rings.reduce((a, b) => (b.length > a.length ? b : a))), dark[z] ? "#fff" : INK]);
  return { type: "scatter", mode: "text", hoverinfo: "skip", showlegend: false, x: placed.map(([, p]) => p[0]), y: placed.map(([, p]) => p[1]),
    text: placed.map(([name]) => name), textfont: { size: 9, color: placed.map(([, , shade]) => shade) } };
}

function middleOf(ring) {  // a polygon's centre of area; of a line that encloses nothing its first point
  let area = 0, x = 0, y = 0;
  ring.forEach(([x1, y1], i) => { const [x2, y2] = ring[(i + 1) % ring.length], cross = x1 * y2 - x2 * y1; area += cross; x += (x1 + x2) * cross; y += (y1 + y2) * cross; });
  return area ? [x / (3 * area), y / (3 * area)] : ring[0];
}

function waters(map) {
  return map.waters.map((water) => {
    const road = water.kind === "road", lake = water.kind === "reservoir";
    return { type: "scatter", mode: "lines", hoverinfo: "text", text: named(water.name), name: named(water.name), showlegend: false,
      x: water.parts.flatMap((line) => [...line.map((p) => p[0]), null]), y: water.parts.flatMap((line) => [...line.map((p) => p[1]), null]),
      fill: lake ? "toself" : "none", fillcolor: RIVER, hoveron: lake ? "fills" : "points",
      line: { color: road ? SOFT : RIVER, width: road ? 1 : water.main ? 3 : 1.8, dash: road ? "dash" : "solid" } };
  });
}

function stationMarks(map) {
  const kinds = [...new Set(map.stations.map((s) => s.kind))];
  return kinds.map((kind) => {
    const these = map.stations.filter((s) => s.kind === kind), [symbol, fillColour] = MARKS[kind] || ["circle", SOFT];
    return { type: "scatter", mode: "markers", name: `${say(kind.replaceAll("_", " "))} (${these.length})`, hoverinfo: "text", text: these.map((s) => named(s.name)),
      x: these.map((s) => s.at[0]), y: these.map((s) => s.at[1]), marker: { symbol, size: 8, color: fillColour, line: { color: "#fff", width: 1 } } };
  });
}
