// Draws everything once, and again when the scenario or the language changes.
(async () => {
  const number = await unpack($("numbers").textContent, PAGE.index), curves = hydrographs(number);
  const drawings = [zoneMap(number, curves.show), networkMap(number, curves.show), curves.draws, ...PAGE.profiles.map((section, k) => profile(number, section, k)), stationTable(number), ledgerTables(number), compared()];
  const all = () => drawings.forEach((draws) => draws());
  const breathe = () => new Promise((done) => setTimeout(done));
  $("language").onclick = () => {
    document.body.dataset.lang = document.documentElement.lang = language() === "zh" ? "en" : "zh";
    pickers(all);
    all();
  };
  pickers(all);
  for (const draws of drawings) { draws(); await breathe(); }  // the first is seen while the others are drawn
  document.body.dataset.drawn = "1";
})();
