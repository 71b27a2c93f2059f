# SPDX-License-Identifier: Apache-2.0
"""One self-contained page of a results file: it holds all data and scripts and fetches nothing."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sponge.base.errors import UsageError
from sponge.base.version import VERSION
from sponge.io.aside import aside
from sponge.report.html import about, indicators, trust
from sponge.report.html.bilingual import Markup, both, dictionary, in_both, say
from sponge.report.html.comparison import comparison
from sponge.report.html.ledger import ledgers
from sponge.report.html.network_layers import network_layers
from sponge.report.html.pack import Pack
from sponge.report.html.profile import profiles
from sponge.report.html.scenario_table import scenario_table
from sponge.report.html.scope import Scope, scope_of
from sponge.report.html.series import pack_series
from sponge.report.html.stations import stations
from sponge.report.html.zone_map import zone_map
from sponge.report.picture.figure import number
from sponge.report.picture.found_model import measure_titles, model_of
from sponge.report.picture.key_figures import key_figures
from sponge.report.picture.network import texts
from sponge.report.picture.results_file import open_own_results
from sponge.report.picture.titles import title_of
from sponge.results.writers.netcdf_file import check_output
from sponge.words import language_of
from sponge.words.messages import in_chinese

PAGE = Path(__file__).parent / "page"
SCRIPTS = (
    "data", "common", "scenarios", "zone-map", "network-map", "hydrographs", "profile", "tables", "compared", "main",
)  # fmt: skip
SECTIONS = (
    ("about", "What was run"), ("trust", "How far to trust it"), ("indicators", "Indicators"), ("map", "Map"),
    ("series", "Hydrographs"), ("profile", "Profile"), ("stations", "Stations"), ("ledger", "Ledger of water"),
    ("compared", "Scenarios compared"),
)  # fmt: skip
COMPARING = ("measures", "comparison", "sensitivity")  # tables of an assessment that compare scenarios
SHARES = ("captured", "captured_gbt51345")  # columns of shares, which are shown in %
OF_UNIT = ("before", "after", "change", "low", "high")  # columns of these tables whose unit stands in the row
MOST_ROWS = 200
GRADES = {"good": "good", "fair": "fair", "poor": "do not trust"}
SUFFIXES = (".html", ".htm")
WIDER = ("secondary_zone", "primary_zone", "other_zone", "station")


def write_page(
    results: Path | str, output: Path | str, *, model: Path | str | None = None, language: str | None = None,
    profile: Sequence[str] = (), show: Sequence[str] = (), assessment: dict[str, Any] | None = None,
    overwrite: bool = False,
) -> dict[str, Any]:  # fmt: skip
    """Write the page of a results file; returns what it shows, as facts. UsageError tells what is wrong or missing.

    ``profile`` holds routes FROM,TO, ``show`` elements whose hydrographs must be there; ``assessment`` is the dict of
    an assessment of these results.
    """
    results, output = Path(results), Path(output)
    check_page(output, overwrite)
    if model is not None and not Path(model).exists():
        raise UsageError(f"there is no model {model}")
    language = language_of(language)
    if language == "both":
        raise UsageError("a page shows one language at a time and switches: --lang zh or en")
    with open_own_results(results) as dataset:
        text, facts = _render(dataset, results, Path(model) if model else None, language, profile, show, assessment)
    with aside(output) as part:
        part.write_text(text, encoding="utf-8")
    return {"page": str(output), "bytes": len(text.encode("utf-8")), "language": language, **facts}


def check_page(output: Path, overwrite: bool) -> None:
    """Refuse what cannot be written before anything is read."""
    if output.suffix.lower() in (".png", ".svg", ".pdf"):
        raise UsageError(f"{output}: a report is a page (.html); pictures: sponge plot overview RESULTS -o {output}")
    if output.suffix.lower() not in SUFFIXES:
        raise UsageError(f"{output}: a report ends in .html")
    check_output(output, overwrite)


def _render(
    dataset: Any, results: Path, given: Path | None, language: str, profile: Sequence[str], show: Sequence[str],
    assessment: dict[str, Any] | None,
) -> tuple[str, dict[str, Any]]:  # fmt: skip
    scope, pack = scope_of(dataset), Pack()
    model, why = model_of(dataset, results, given)
    zones, map_notes = zone_map(pack, scope, results, given)
    network, network_notes = network_layers(pack, scope, model)
    map_notes += [] if zones and not network else network_notes
    sections, profile_notes = profiles(pack, scope, model, why, profile)
    graded = trust.measures(scope)
    series = pack_series(pack, scope, show)
    data: dict[str, Any] = {
        "scenarios": {"names": scope.names, "axes": scope.axes(), "base": scope.base, "compare": scope.compare},
        "zoneMap": zones or None, "network": network or None, "series": series,
        "profiles": sections, "stations": stations(pack, scope), "ledgers": ledgers(pack, scope),
        "names": _names(dataset, zones), "compared": comparison(scope, assessment),
    }  # fmt: skip
    scripts = "\n".join((PAGE / f"{name}.js").read_text(encoding="utf-8") for name in SCRIPTS)
    measures = measure_titles(model)
    storms = {curve["rain"]: in_chinese(curve["rain"]) for curve in (data["compared"] or {}).get("costs", ())}
    parts = {part: in_chinese(part) for name in scope.names for part in name.split(", ")}
    words = dictionary(scripts, tuple(sorted(shown_words(data)))) | parts | storms | measures
    data |= {"words": words, "index": pack.index}
    judged = None if assessment is None else indicators.rows_of(assessment, measures)
    context = {
        "language": language, "version": VERSION, "file": results.name, "say": say, "both": both,
        "sections": [one for one in SECTIONS if one[0] != "compared" or data["compared"]], "compared": data["compared"],
        "tables": _tables(assessment, measures),
        "title": about.title_of(dataset), "plain_title": title_of(dataset, language),
        "synthetic": zones.get("synthetic"),
        "grade": (grade := trust.overall(graded, scope)), "grade_text": GRADES[grade], "grade_words": GRADES,
        "about": about.facts_of_run(scope), "options": json.dumps(about.options_of(dataset), indent=1),
        "sources": about.sources_of(model.path.parent if model and model.path else None),
        "notes": in_each([] if model else [why]), "sweep_file": str(dataset.attrs.get("scenarios_toml", "")),
        "is_sweep": scope.is_sweep, "count": scope.count, "trust": graded, "failed": trust.ended_badly(scope),
        "worst_nodes": [(title, trust.worst_nodes(scope, name), "m³") for name, title in trust.NODES.items()],
        "indicators": judged, "passed": indicators.count(judged, "good"), "failing": indicators.count(judged, "poor"),
        "unjudged": indicators.count(judged, "fair"), "standing": indicators.standing_of(assessment),
        "zone_map": bool(zones), "network": bool(network),
        "map_notes": in_each(map_notes),
        "has_series": bool(series["groups"]),
        "profiles": sections, "profile_notes": in_each(profile_notes), "stations": bool(data["stations"]),
        **_figures(scope, measures), "called": lambda name: both(*in_both(name, measures)),
        "in_both": lambda name: in_both(name, measures), "in_chinese": in_chinese,
        **scenario_table(scope, measures), "data": Markup(_json(data)),
        "numbers": Markup(pack.text()),
        "scripts": Markup(scripts), "style": Markup((PAGE / "style.css").read_text(encoding="utf-8")),
    }  # fmt: skip
    facts = {
        "scenarios": scope.count, "on_page": len(scope.positions), "failed": list(scope.failed), "grade": grade,
        "trust": trust.facts(graded, scope), "notes": [*([] if model else [why]), *map_notes, *profile_notes],
        "profiles": [f"{p['nodes'][0]},{p['nodes'][-1]}" for p in sections],
    }  # fmt: skip
    return _filled(context), facts


def _filled(context: dict[str, Any]) -> str:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined
    from plotly.offline import get_plotlyjs

    environment = Environment(
        loader=FileSystemLoader(PAGE), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.get_template("page.html.j2").render(context, plotly=Markup(get_plotlyjs()))


def in_each(notes: Sequence[str]) -> list[Markup]:
    """Notes in both languages."""
    return [both(note, in_chinese(note)) for note in notes]


def _tables(assessment: dict[str, Any] | None, measures: dict[str, str]) -> list[dict[str, Any]]:
    """Tables of the assessment that compare scenarios, in both languages."""
    found = []
    for table in (assessment or {}).get("tables", ()):
        if table["id"] in COMPARING and table["rows"]:
            kept = [k for k, column in enumerate(table["columns"]) if column["id"] not in ("key", "zh")]
            ids = [column["id"] for column in table["columns"]]
            rows = [[_cell(dict(zip(ids, row, strict=True)), ids[k], measures) for k in kept] for row in table["rows"]]
            heads = [(both(c["en"], c["zh"] if c["id"] != "en" else "指标"), _unit(c)) for c in
                     (table["columns"][k] for k in kept)]  # fmt: skip
            texts_ = [not c["unit"] for c in (table["columns"][k] for k in kept)]
            found.append({"title": both(table["title_en"], table["title_zh"]), "heads": heads, "texts": texts_,
                          "rows": rows[:MOST_ROWS], "more": len(rows) > MOST_ROWS})  # fmt: skip
    return found


def _unit(column: dict[str, str]) -> str:
    return "%" if column["id"] in SHARES else column["unit"].replace("m3", "m³")


def _cell(row: dict[str, Any], key: str, measures: dict[str, str]) -> Any:
    """A value in both languages: names of scenarios and measures by the titles of the measures."""
    value, share = row[key], row.get("unit") == "1"
    if value is None:
        return "–"
    if key == "unit":
        return "%" if share else value.replace("m3", "m³")
    if not isinstance(value, str):
        value = 100.0 * value if (share and key in OF_UNIT) or key in SHARES else value
        return f"{value:,.0f}" if key in ("rank", "count") else number(value)
    if key == "en":
        return both(value, str(row.get("zh", "")))
    if key == "measures":
        return both(value, " ".join(measures.get(part) or in_chinese(part) for part in value.split(" ")))
    return both(*in_both(value, measures))


def _json(data: Any) -> str:
    """JSON that may stand in a script: no end of a script in it, and no values that JSON lacks."""
    return json.dumps(data, ensure_ascii=False, allow_nan=False, separators=(",", ":")).replace("<", "\\u003c")


def shown_words(data: Any) -> set[str]:
    """Titles, definitions and kinds among the page's data: texts of the catalogue that its scripts say."""
    if isinstance(data, dict):
        found = set()
        for key, value in data.items():
            if key in ("title", "definition", "unit") and isinstance(value, str):
                found.add(value)
            elif key in ("terms", "kinds", "link_kinds", "names") and isinstance(value, list):
                found |= {text.replace("_", " ") for text in value}
            elif key == "kind" and isinstance(value, str):
                found.add(value.replace("_", " "))
            elif key == "axes":
                found |= {text for axis in value for text in (*axis["values"], axis["unit"])}
            else:
                found |= shown_words(value)
        return found
    tables = isinstance(data, list) and bool(data) and isinstance(data[0], dict)
    return set().union(*map(shown_words, data)) if tables else set()


def _names(dataset: Any, zones: dict[str, Any]) -> dict[str, list[str]]:
    """Name of an element -> its Chinese and its English name, of those that have any."""
    found: dict[str, list[str]] = {}
    for dim in WIDER:
        chinese = texts(dataset, f"{dim.removeprefix('secondary_')}_name_zh")
        found |= {name: [zh, ""] for name, zh in zip(texts(dataset, dim), chinese) if zh} if dim in dataset else {}
    for zone in zones.get("zones", ()):
        own = (zone[key] for key in ("name", "zh", "en"))
        for name, zh, en in (tuple(own), tuple(zone[key] for key in ("primary", "primary_zh", "primary_en"))):
            if name and (zh or en):
                found[name] = [zh or found.get(name, ["", ""])[0], en]
    return found | {w["name"]: [w["zh"], w["en"]] for w in zones.get("waters", ()) if w["zh"] or w["en"]}


def _figures(scope: Scope, measures: dict[str, str]) -> dict[str, Any]:
    """Key figures of the base scenario and the one beside it."""
    base = scope.run(scope.positions[scope.base])
    other = None if scope.compare is None else scope.run(scope.positions[scope.compare])
    found = [
        {"label": f.label, "unit": f.unit, "value": number(f.base, f.more[0]),
         "to": "" if f.compare is None else number(f.compare, f.more[1])}
        for f in key_figures(base, other)
    ]  # fmt: skip
    names = [in_both(scope.names[k], measures) for k in (scope.base, scope.compare) if k is not None]
    return {"figures": found, "pair": tuple(map(" → ".join, zip(*names))) if scope.is_sweep else ""}

