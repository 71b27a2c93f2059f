// The scenario that is shown, and the one beside it.
const shown = { a: PAGE.scenarios.base, b: PAGE.scenarios.compare };  // b: null for none

function pickers(changed) {
  const { names, axes } = PAGE.scenarios, place = $("pickers");
  if (names.length < 2) return;
  place.replaceChildren();
  for (const key of ["a", "b"]) {
    const label = element("label", undefined, key);
    label.append(element("span", say(key === "a" ? "Scenario" : "Compare with")));
    const selects = axes.length ? axes.map((axis, i) => bySelect(key, axis, i, changed)) : [byName(key, changed)];
    if (key === "b") label.append(none(changed));
    label.append(...selects);
    place.append(label);
  }
}

function none(changed) {
  const box = Object.assign(element("input"), { type: "checkbox", checked: shown.b !== null, id: "compare" });
  box.setAttribute("aria-label", say("Compare with"));
  box.onchange = () => { shown.b = box.checked ? PAGE.scenarios.compare ?? shown.a : null; pickers(changed); changed(); };
  return box;
}

function byName(key, changed) {
  const select = element("select");
  select.id = `scenario-${key}`;
  fill(select, PAGE.scenarios.names.map((_, k) => [k, scenarioName(k)]), shown[key] ?? 0);
  select.disabled = shown[key] === null;
  select.onchange = () => { shown[key] = Number(select.value); changed(); };
  return select;
}

function bySelect(key, axis, number, changed) {
  const select = element("select"), axes = PAGE.scenarios.axes;
  select.id = `scenario-${key}-${axis.name}`;
  select.title = axis.title;
  select.setAttribute("aria-label", axis.title);
  fill(select, axis.values.map((text, k) => [k, axis.unit ? `${text} ${say(axis.unit)}` : say(text)]), axis.of[shown[key] ?? 0]);
  select.disabled = shown[key] === null;
  select.onchange = () => {  // the scenario of these values; else the first with this one
    const wanted = axes.map((other) => other.of[shown[key]]);
    wanted[number] = Number(select.value);
    const all = PAGE.scenarios.names.map((_, k) => k);
    const exact = all.find((k) => axes.every((other, i) => other.of[k] === wanted[i]));
    shown[key] = exact ?? all.find((k) => axis.of[k] === wanted[number]);
    pickers(changed);
    changed();
  };
  return select;
}

const pair = () => (shown.b === null || shown.b === shown.a ? [shown.a] : [shown.a, shown.b]);
const scenarioName = (k) => PAGE.scenarios.names[k].split(", ").map(say).join(", ");
