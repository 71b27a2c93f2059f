// Lets the page be read, draws what is in view and then the rest; all of it again when the scenario or the language changes.
(async () => {
  await new Promise((done) => { requestAnimationFrame(() => setTimeout(done)); setTimeout(done, 300); });  // painted, or not seen
  const number = await unpack($("numbers").textContent, PAGE.index), curves = hydrographs(number);
  const drawings = [  // the place of each, and what draws it
    ["map", zoneMap(number, curves.show)], ["network-map", networkMap(number, curves.show)], ["series", curves.draws],
    ...PAGE.profiles.map((section, k) => [`profile-${k}`, profile(number, section, k)]),
    ["stations", stationTable(number)], ["ledger", ledgerTables(number)], ["compared", compared()],
  ].map(([id, draws]) => [$(id), draws]).filter(([place]) => place);
  const breathe = () => new Promise((done) => setTimeout(done));
  const inView = ([place]) => { const { top, bottom } = place.getBoundingClientRect(); return bottom > 0 && top < innerHeight; };
  let waiting = [];

  async function all() {
    const mine = waiting = [...drawings];
    delete document.body.dataset.drawn;
    while (mine.length) {  // a scroll meanwhile changes what is in view
      if (!mine.some(inView) && !performance.getEntriesByName("opened").length) performance.mark("opened");
      next(mine);
      await breathe();
      if (mine !== waiting) return;  // begun anew
    }
    document.body.dataset.drawn = "1";
  }
  function next(places) {
    const k = Math.max(places.findIndex(inView), 0);
    places.splice(k, 1)[0][1]();
  }
  const folded = [...document.querySelectorAll("#indicators details")];  // a print shows definitions
  const widen = (width) => document.querySelectorAll(".js-plotly-plot").forEach((chart) => Plotly.relayout(chart, { width, autosize: !width }));
  addEventListener("beforeprint", () => {
    while (waiting.length) next(waiting);
    folded.forEach((one) => { one.open = true; });
    widen(PAPER);  // a drawing as wide as a window would be cut off
  });
  addEventListener("afterprint", () => { folded.forEach((one) => { one.open = false; }); widen(null); });
  $("language").onclick = () => {
    document.body.dataset.lang = document.documentElement.lang = language() === "zh" ? "en" : "zh";
    pickers(all);
    all();
  };
  pickers(all);
  all();
})();
