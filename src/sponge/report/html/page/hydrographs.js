// Rain above, and below it what an element did, scenarios beside each other.
const KINDS = { "": "Whole system", primary_zone: "Primary zone", secondary_zone: "Control zone", subcatchment: "Subcatchment", node: "Node", link: "Link", station: "Station" };

function hydrographs(number) {
  const series = PAGE.series, node = $("hydrographs"), kind = $("series-kind"), which = $("series-element"), others = $("series-others");
  if (!series.groups.length) return { draws: () => {}, show: () => {} };
  const group = () => series.groups[Number(kind.value) || 0];
  const list = () => {
    fill(kind, series.groups.map((g, k) => [k, say(KINDS[g.dim])]), kind.value || 0);
    $("series-element-label").hidden = group().dim === "";
    const had = [...others.selectedOptions].map((o) => o.value);
    fill(which, group().elements.map((name, k) => [k, named(name)]), which.value || 0);
    fill(others, group().scenarios.map((k) => [k, scenarioName(k)]), null);
    for (const option of others.options) option.selected = had.includes(option.value);
    $("series-others-label").hidden = group().scenarios.length < 2;
  };
  const draws = () => {
    list();
    const g = group(), all = number(g.data), element = Number(which.value);
    const wanted = [...new Set([...pair(), ...[...others.selectedOptions].map((o) => Number(o.value))])].filter((k) => g.scenarios.includes(k)).slice(0, LINES.length);
    if (!wanted.length) return absent(node, g.scenarios);
    const hours = Array.from(number(series.hours).values), curves = g.quantities.map((q, v) => wanted.map((k) => part(all, v, element, g.scenarios.indexOf(k))));
    const quantities = [...g.quantities], whole = series.groups.find((h) => h.dim === "" && h.quantities[0].title === "Rain" && wanted.every((k) => h.scenarios.includes(k)));
    if (whole && quantities[0].title !== "Rain") {  // an element on which no rain of its own falls has that of all above it
      quantities.unshift(whole.quantities[0]);
      curves.unshift(wanted.map((k) => part(number(whole.data), 0, 0, whole.scenarios.indexOf(k))));
    }
    const alive = quantities.map((q, v) => v).filter((v) => curves[v].some((c) => { const [low, high] = limits(c); return high > low; }));
    const panels = alive.length ? alive : [0], data = [];
    const options = layout({ margin: { l: 95, r: 20, t: 25, b: 60 }, showlegend: true, legend: { orientation: "h", y: 1.02, yanchor: "bottom" }, hovermode: "x unified",
      xaxis: { title: { text: `${say("Hours since")} ${series.start.replace("T", " ")}` }, anchor: `y${panels.length > 1 ? panels.length : ""}`, gridcolor: FAINT } });
    const gap = 0.045, high = (1 - gap * (panels.length - 1)) / panels.length;
    panels.forEach((v, place) => {
      const q = quantities[v], name = place ? `y${place + 1}` : "y", rain = q.title === "Rain", top = 1 - place * (high + gap);
      options[name.replace("y", "yaxis")] = { ...WHOLE, domain: [Math.max(0, top - high), top], title: { text: titled(q).replace(", ", "<br>") }, gridcolor: FAINT, zeroline: false, autorange: rain ? "reversed" : true, rangemode: "tozero" };
      const same = rain && curves[v].every((c) => c.every((value, i) => value === curves[v][0][i]));
      wanted.forEach((k, n) => {
        if (same && n) return;
        data.push({ type: "scatter", mode: "lines", x: hours, y: Array.from(curves[v][n]), yaxis: name, name: scenarioName(k) || titled(q), legendgroup: String(k),
          showlegend: wanted.length > 1 && place === panels.length - 1, line: { color: same ? RAIN : LINES[n], width: n === 0 ? 2.4 : 1.6, shape: rain ? "vh" : "linear" }, fill: same ? "tozeroy" : "none", hovertemplate: `%{y:.4~g} ${q.unit}` });
      });
    });
    draw(node, data, options);
    const cut = g.elements.length < g.all ? `${say("On the page")}: ${g.elements.length} / ${g.all} (--show NAME). ` : "";
    const rows = series.rows < series.all_rows ? `${say("Reporting times about the peak of runoff")}: ${series.rows} / ${series.all_rows}. ` : "";
    $("series-caption").textContent = cut + rows + panels.map((v) => `${say(quantities[v].title)}: ${say(quantities[v].definition)} (${quantities[v].variable})`).join("; ");
  };
  kind.onchange = () => { which.value = 0; fill(which, [[0, ""]], 0); for (const o of others.options) o.selected = false; draws(); };
  which.onchange = others.onchange = draws;
  const show = (dim, name) => {  // called by a click on a map
    const k = series.groups.findIndex((g) => g.dim === dim && g.elements.includes(name));
    if (k < 0) return;
    kind.value = k; list(); which.value = group().elements.indexOf(name); draws();
    $("series").scrollIntoView({ behavior: "smooth" });
  };
  return { draws, show };
}
