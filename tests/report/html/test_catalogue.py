"""Everything that the page may say stands in the catalogue of words."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from sponge.model.kinds import KINDS
from sponge.report.html import about, indicators, ledger, scenario_table, trust
from sponge.report.html.page import GRADES, PAGE, SECTIONS
from sponge.report.picture import quantities
from sponge.results.registry import ROUTING_LEDGER, RUNOFF_LEDGER, SERIES, STATUS, SUMMARIES
from sponge.results.registry.processes import GROUNDWATER_LEDGER
from sponge.results.registry.zones import LEDGER
from sponge.words import catalogue

SHOWN = [
    *quantities.ZONE_MAP, *quantities.NODE_MAP, *quantities.LINK_MAP, *quantities.LAND_MAP, *quantities.STATIONS,
    *quantities.PUMPS, *(q for group in quantities.SERIES.values() for q in group),
]  # fmt: skip
TEXTS = {
    *GRADES.values(), *(text for _, text in SECTIONS), *trust.MEASURES.values(), *about.KINDS.values(),
    *(text for _, text in (*about.OPTIONS, *about.DIMENSIONS)), *(title for title, *_ in ledger.SYSTEM),
    *scenario_table.TITLES.values(), *scenario_table.WORST.values(), *trust.NODES.values(),
    *indicators.VERDICTS, *(kind.name for kind in KINDS),
    *(text for terms in (ROUTING_LEDGER, RUNOFF_LEDGER, GROUNDWATER_LEDGER, LEDGER) for _, text in terms),
    *(status.replace("_", " ") for code, status in STATUS.items() if code), *(q.title for q in SHOWN),
}  # fmt: skip


@pytest.mark.parametrize("file", sorted(path.name for path in PAGE.iterdir()))
def test_what_the_template_and_the_scripts_say(file):
    said = re.findall(r'\bsay\("([^"]+)"', (PAGE / file).read_text(encoding="utf-8"))
    assert not sorted(set(said) - set(catalogue("zh")))


def test_titles_and_names():
    assert not sorted(TEXTS - set(catalogue("zh")))


def test_definitions_of_what_is_shown():
    known = {variable.name: variable.long_name for variable in (*SERIES, *SUMMARIES)}

    class Variable:
        def __init__(self, name: str):
            self.attrs = {"long_name": known[name]}

    for q in SHOWN:
        assert q.definition({q.variable: Variable(q.variable)}) in catalogue("zh"), q.variable


def test_titles_of_what_the_scenarios_here_vary():
    """They name the bars of a tornado and the axes of a scatter."""
    folder = Path(__file__).parents[3] / "scenarios"
    files = [tomllib.loads(file.read_text(encoding="utf-8")) for file in folder.glob("*.toml")]
    varied = [vary for file in files for vary in file.get("vary", ())]
    titles = {str(vary["title"]) for vary in varied if "title" in vary}
    assert len(titles) > 8 and not sorted(titles - set(catalogue("zh")))
