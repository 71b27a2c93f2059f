// Stations and ledgers of the scenarios that are shown, and tables that sort.
function headings(texts) {
  const row = element("tr");
  row.append(...texts.map(([text, hint, sort]) => { const th = element("th", text); if (hint) th.title = hint; th.dataset.sort = sort || "number"; if (sort === "text") th.className = "text"; return th; }));
  const head = element("thead");
  head.append(row);
  return head;
}

const capital = (text) => text[0].toUpperCase() + text.slice(1);

function row(cells, texts = 1) {  // the first ones are texts, the others numbers
  const tr = element("tr");
  tr.append(...cells.map((text, k) => element("td", text, k < texts ? "text" : undefined)));
  return tr;
}

function stationTable(number) {
  const st = PAGE.stations, table = $("station-table");
  if (!table) return () => {};
  return () => {
    const scenarios = pair().filter((k) => st.scenarios.includes(k)), all = number(st.values), body = element("tbody");
    const beside = scenarios.length > 1, columns = st.quantities.map((q) => [titled(q), `${say(q.definition)} (${q.variable})`]);
    const open = st.open ? number(st.open) : null;
    st.names.forEach((name, i) => {
      const cells = st.quantities.map((q, v) => scenarios.map((k) => {
        const at = st.scenarios.indexOf(k), value = part(all, v, at)[i];
        return (open && q.variable === "station_emptying_time" && part(open, at)[i] > 0 ? "> " : "") + told(value);
      }).join(" → "));
      const kind = st.kinds[i] ? say(st.kinds[i].replaceAll("_", " ")) : "";
      body.append(row([named(name), ...(st.dim === "station" ? [kind, named(st.zones[i] || "")] : []), ...cells], st.dim === "station" ? 3 : 1));
    });
    table.replaceChildren(headings([[say(st.dim === "station" ? "Station" : "Pump"), "", "text"], ...(st.dim === "station" ? [[say("Kind"), "", "text"], [say("Zone"), "", "text"]] : []), ...columns]), body);
    $("station-caption").textContent = scenarios.length ? `${scenarios.map(scenarioName).filter((n) => n).join(" → ")}. ${st.quantities.map((q) => `${say(q.title)}: ${say(q.definition)} (${q.variable})`).join("; ")}.`
      + (open ? ` ${say("> : not yet empty when the run ended.")}` : "") : `${say("The page holds nothing of this scenario here; it does of:")} ${st.scenarios.map(scenarioName).join("; ")}`;
  };
}

function ledgerTables(number) {
  return () => {
    const place = $("system-ledger"), scenarios = pair();
    place.replaceChildren();
    for (const ledger of PAGE.ledgers.system) {
      const table = element("table"), body = element("tbody"), all = number(ledger.values);
      ledger.terms.forEach((term, t) => body.append(row([capital(say(term)), ...scenarios.map((k) => told(part(all, t)[k]))])));
      if (ledger.error) body.append(row([`${say("Continuity error")}, %`, ...scenarios.map((k) => told(number(ledger.error).values[k]))]));
      table.append(headings([[`${say(ledger.title)}, m³`, ledger.variables.join(", "), "text"], ...scenarios.map((k) => [scenarioName(k) || "m³"])]), body);
      place.append(element("h3", say(ledger.title)), table);
    }
    if (!PAGE.ledgers.system.length) place.append(element("p", say("The results hold no ledger."), "empty"));
    zoneLedgers(number, $("zone-ledger"));
  };
}

function zoneLedgers(number, place) {
  const titles = { secondary_zone: "Control zones", primary_zone: "Primary zones", other_zone: "Other zones" };
  place.replaceChildren();
  for (const ledger of PAGE.ledgers.zones) {
    const at = ledger.scenarios.indexOf(shown.a), box = element("div", undefined, "scroll"), table = element("table", undefined, "sortable");
    place.append(element("h3", `${say(titles[ledger.dim])}, m³ ${scenarioName(shown.a)}`));
    if (at < 0) { place.append(element("p", `${say("The page holds nothing of this scenario here; it does of:")} ${ledger.scenarios.map(scenarioName).join("; ")}`, "empty")); continue; }
    const all = number(ledger.values), body = element("tbody");
    ledger.names.forEach((name, i) => body.append(row([named(name), ...ledger.terms.map((_, t) => told(part(all, t, at)[i]))])));
    table.append(headings([[say("Zone"), "", "text"], ...ledger.terms.map((term, t) => [capital(say(term)), ledger.variables[t]])]), body);
    box.append(table);
    place.append(box);
  }
}

document.addEventListener("click", (event) => {  // a click on a heading sorts its table
  const th = event.target.closest("th[data-sort]"), table = th && th.closest("table.sortable");
  if (!table) return;
  const column = [...th.parentNode.children].indexOf(th), body = table.tBodies[0], down = th.dataset.order !== "down";
  const key = (tr) => { const text = tr.children[column].textContent.trim(); return th.dataset.sort === "text" ? text : parseFloat(text.replace(/[>, ]/g, "")); };
  const compared = (a, b) => (typeof a === "string" ? a.localeCompare(b) : (Number.isNaN(a) ? -Infinity : a) - (Number.isNaN(b) ? -Infinity : b));
  const rows = [...body.rows].map((tr) => [key(tr), tr]).sort((a, b) => compared(a[0], b[0]) * (down ? -1 : 1));
  body.append(...rows.map((pairOf) => pairOf[1]));
  th.dataset.order = down ? "down" : "up";
});
