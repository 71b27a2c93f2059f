// A longitudinal section with the water moving in it.
function profile(number, section, k) {
  const node = $(`profile-${k}`), find = (name) => document.querySelector(`.${name}[data-profile="${k}"]`);
  const slider = find("time"), clock = find("clock"), play = find("play"), hours = number(PAGE.series.hours).values;
  slider.max = hours.length - 1;
  let timer = null;
  const heads = (scenario) => part(number(section.heads), section.scenarios.indexOf(scenario));  // (node, time)
  const at = (all, time) => section.nodes.map((_, n) => all[n * hours.length + time]);
  const visible = () => pair().filter((s) => section.scenarios.includes(s));

  function still() {  // ground, conduits, highest water
    const x = section.at, data = [];
    const pipe = { x: [], y: [] }, roof = { x: [], y: [] };
    section.bottom.forEach(([a, b], i) => {
      if (a === null) return;
      pipe.x.push(x[i], x[i + 1], null); pipe.y.push(a, b, null);
      roof.x.push(x[i], x[i + 1], null); roof.y.push(section.top[i][0], section.top[i][1], null);
    });
    const line = (xs, ys, name, style, more) => ({ type: "scatter", mode: "lines", x: xs, y: ys, name, line: style, hoverinfo: "skip", ...more });
    data.push(line(pipe.x, pipe.y, say("Conduit"), { color: INK, width: 1.5 }), line(roof.x, roof.y, say("Conduit"), { color: INK, width: 1.5 }, { showlegend: false }));
    data.push(line(x, section.ground, say("Ground"), { color: "#8a6d3b", width: 2, dash: "dot" }, { connectgaps: true }));
    const shafts = { x: [], y: [] };
    x.forEach((v, i) => { shafts.x.push(v, v, null); shafts.y.push(section.invert[i], section.ground[i] ?? section.invert[i], null); });
    data.push(line(shafts.x, shafts.y, "", { color: FAINT, width: 1 }, { showlegend: false }));
    return data;
  }
  const labels = (scenario) => (visible().length > 1 ? `, ${scenarioName(scenario)}` : "");
  function water(time) {
    return visible().flatMap((scenario, n) => {
      const now = at(heads(scenario), time), peaks = part(number(section.peaks), section.scenarios.indexOf(scenario));
      const hover = section.nodes.map((name, i) => `<b>${name}</b>${labels(scenario)}<br>${say("Head")} ${told(now[i])} m, ${say("depth")} ${told(now[i] - section.invert[i])} m<br>${say("highest")} ${told(peaks[i])} m`);
      return [
        { type: "scatter", mode: "lines+markers", x: section.at, y: now, name: say("Hydraulic grade line") + labels(scenario), line: { color: n ? LINES[1] : RIVER, width: 2.5 }, marker: { size: 4 }, text: hover, hoverinfo: "text" },
        { type: "scatter", mode: "lines", x: section.at, y: Array.from(peaks), name: say("Highest water") + labels(scenario), line: { color: n ? LINES[1] : LINES[0], width: 1.2, dash: "dash" }, hoverinfo: "skip" },
      ];
    });
  }
  function draws() {
    if (!visible().length) return absent(node, section.scenarios);
    const time = Number(slider.value), tall = [...section.invert, ...section.ground.filter((v) => v !== null), ...visible().flatMap((s) => Array.from(part(number(section.peaks), section.scenarios.indexOf(s))))];
    const [low, high] = limits(tall), room = 0.06 * (high - low || 1);
    draw(node, [...still(), ...water(time)], layout({ margin: { l: 60, r: 20, t: 10, b: 80 }, showlegend: true, legend: { orientation: "h", y: 1.02, yanchor: "bottom" }, hovermode: "closest",
      xaxis: { title: { text: say("Length along the way, m") }, gridcolor: FAINT, zeroline: false }, yaxis: { title: { text: say("Height, m") }, gridcolor: FAINT, zeroline: false, range: [low - room, high + room] } }));
    tick(time);
    $(`profile-caption-${k}`).textContent = `${section.nodes.join(" – ")}. ${say("Highest water: the highest head of every node in the run, not all at one time.")}`
      + (section.changed ? ` ${say("Ground and conduits are the model's, without the changes of scenarios.")}` : "");
  }
  function tick(time) {
    slider.value = time;
    const moment = new Date(Date.parse(PAGE.series.start + "Z") + hours[time] * 3600e3);
    clock.textContent = `${moment.toISOString().slice(0, 16).replace("T", " ")} (${hours[time].toFixed(2)} h)`;
  }
  function move(time) {
    const fixed = still().length, lines = visible();
    tick(time);
    return Plotly.restyle(node, { y: lines.map((s) => at(heads(s), time)) }, lines.map((_, n) => fixed + 2 * n));
  }
  slider.oninput = () => draws();
  play.onclick = () => {
    if (timer) { clearInterval(timer); timer = null; return; }
    timer = setInterval(() => { if (visible().length) move((Number(slider.value) + 1) % hours.length); }, 100);
  };
  const first = visible()[0];
  if (first !== undefined) {  // the picture begins at the highest water
    const all = heads(first);
    let best = 0, most = -Infinity;
    for (let t = 0; t < hours.length; t++) { const sum = at(all, t).reduce((a, b) => a + b, 0); if (sum > most) { most = sum; best = t; } }
    slider.value = best;
  }
  return draws;
}
