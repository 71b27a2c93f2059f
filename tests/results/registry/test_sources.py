"""Every variable has values that the engine holds under its source's name, and what the engine tells is read."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import zoned

from sponge.base.arrays import freeze, stack_lanes
from sponge.base.blocks import side_by_side
from sponge.engine.accounts.summary import summarise
from sponge.engine.start.cold import new_state
from sponge.model.compile import compile_model
from sponge.model.model import Model
from sponge.results.layout import layout_of
from sponge.results.registry import SERIES, SUMMARIES, Variable
from sponge.results.registry.variable import ROWS_OF, SUMMARY, SWEEP, ZONES
from sponge.results.zones.ledger import CROSSED, OF_ELEMENTS
from sponge.simulation.prepare import read
from sponge.simulation.warmup_models import PROCESSES, text_with

OTHERWISE_READ = {"status"}  # is written beside the variables of the registry


class Noted(dict):
    """A summary that notes which of its entries are read."""

    def __init__(self, summary: dict[str, np.ndarray]):
        super().__init__(summary)
        self.read: set[str] = set()

    def __getitem__(self, key: str) -> np.ndarray:
        self.read.add(key)
        return super().__getitem__(key)


def summary_of(model: Model) -> dict[str, np.ndarray]:
    """What the engine tells of a model before its first step: the names and shapes of a finished run."""
    network = freeze(side_by_side(stack_lanes([compile_model(model)]), once=True))
    return summarise(network, side_by_side(new_state(network, 1)))


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, np.ndarray]:
    """The summary of a model with every process."""
    path: Path = tmp_path_factory.mktemp("every") / "process.inp"
    path.write_text(text_with(tuple(PROCESSES)))
    return summary_of(read(path))


@pytest.fixture(scope="module")
def by_zone(tmp_path_factory: pytest.TempPathFactory) -> tuple[Noted, set[str]]:
    """The summary of a model with zones and stations, and the names that ``results.zones`` adds to it."""
    model = zoned.model_of(tmp_path_factory.mktemp("zones"), more=zoned.QUALITY)
    summary = Noted(summary_of(model))
    return summary, set(layout_of(model).widened_summary(summary)) - set(summary)


def test_every_summary_is_told_by_its_source(told, by_zone):
    names = {SUMMARY: set(told), ZONES: by_zone[1], SWEEP: {"scenario_rain_depth"}}
    assert [v.name for v in SUMMARIES if v.key not in names[v.holder]] == []


def test_what_is_told_is_read(told, by_zone):
    """By the registry, or by zones and stations, whose budgets are made of volumes by element."""
    registered = {v.key for v in SUMMARIES}
    volumes = {name for terms in OF_ELEMENTS.values() for name, _, _ in terms}
    volumes |= {name for names in CROSSED.values() for name in names}
    assert set(told) - registered - volumes - by_zone[0].read - OTHERWISE_READ == set()
    assert by_zone[1] - registered == set()


def test_every_row_is_one_series():
    """Of each table, by name."""
    found = Counter(v.source for v in SERIES)
    assert found == Counter(f"{table}.{row}" for table, rows in ROWS_OF.items() for row in rows)


@pytest.mark.parametrize("variable", SERIES, ids=lambda v: v.name)
def test_a_series_stands_in_the_row_of_its_source(variable: Variable):
    assert ROWS_OF[variable.holder][variable.row] == variable.key
    assert variable.table == variable.holder


def test_a_row_that_there_is_not_is_an_error():
    with pytest.raises(ValueError):
        _ = replace(SERIES[0], source="node.depht").row
