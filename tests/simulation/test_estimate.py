"""What a run is said to cost: steps, rows and bytes."""

from __future__ import annotations

from math import sqrt

import pytest
from inp_texts import read_text

from sponge.results.layout import layout_of, numbers_in_row, report_times
from sponge.simulation.estimate import FRAME, FULLNESS, facts_of_model, routing_steps

TEXT = """[OPTIONS]
FLOW_UNITS CMS
FLOW_ROUTING DYNWAVE
END_TIME 10
ROUTING_STEP 30
{options}
[JUNCTIONS]
J 10 2
[OUTFALLS]
O 9 FREE
[CONDUITS]
C J O 20 0.01 0 0
[XSECTIONS]
C {section}
[TRANSECTS]
NC 0.03 0.03 0.03
X1 T 4 0 30 0 0 0 0 0 0
GR 12 0 10 10 10 20 12 30
[STREETS]
S 6 0.2 2 0.016
"""


@pytest.mark.parametrize("section, depth", [
    ("CIRCULAR 2 0 0 0", 2.0), ("IRREGULAR T", 2.0), ("STREET S", 0.2), ("RECT_OPEN 2 3 0 0", 2.0),
])  # fmt: skip
def test_steps_by_the_speed_of_waves_in_any_section(section, depth, tmp_path):
    """Channels with transects and streets counted as if they had no depth."""
    model = read_text(tmp_path, TEXT.format(section=section, options=""))
    step = 0.75 * 20.0 / sqrt(9.81 * FULLNESS * depth)
    assert routing_steps(model) == pytest.approx(36_000.0 / step, rel=0.01)


@pytest.mark.parametrize("options", ["VARIABLE_STEP 0", "FLOW_ROUTING KINWAVE"])
def test_steps_that_do_not_vary(options, tmp_path):
    model = read_text(tmp_path, TEXT.format(section="CIRCULAR 2 0 0 0", options=options))
    assert routing_steps(model) == 1201


def test_bytes_are_those_of_the_rows_and_of_the_frame(tmp_path):
    model = read_text(tmp_path, TEXT.format(section="CIRCULAR 2 0 0 0", options="REPORT_STEP 00:10:00"))
    run = facts_of_model(model)["run"]
    assert run["report_periods"] == len(report_times(model)) == 60
    whole = FRAME + 4 * 60 * numbers_in_row(layout_of(model))
    assert run["results_megabytes_at_most"] * 1e6 == pytest.approx(whole)
