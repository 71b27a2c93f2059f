"""Lengths of pipes by hand."""

from __future__ import annotations

from exported import model_of

from sponge.results.layout import layout_of
from sponge.results.pipe_lengths import pipe_lengths

TEXT = """
[OPTIONS]
FLOW_UNITS CMS
[JUNCTIONS]
A 2 3
B 1 3
[OUTFALLS]
O 0 FREE
[CONDUITS]
Pipe A B 100 0.013 0 0
Twin A B 50 0.013 0 0
Ditch A B 70 0.03 0 0
Ghost B O 90 0.013 0 0
[PUMPS]
P A B * ON
[XSECTIONS]
Pipe CIRCULAR 1 0 0 0
Twin RECT_CLOSED 1 1 0 0 2
Ditch TRAPEZOIDAL 1 1 1 1
Ghost DUMMY 0 0 0 0
"""


def test_closed_conduits_count_with_every_barrel(tmp_path):
    model = model_of(tmp_path, TEXT)
    assert pipe_lengths(model) == {"Pipe": 100.0, "Twin": 100.0}
    told = layout_of(model).coordinates["link_pipe_length"]
    assert dict(zip(model.link_order, told.values, strict=True)) == {
        "Pipe": 100.0, "Twin": 100.0, "Ditch": 0.0, "Ghost": 0.0, "P": 0.0
    }  # fmt: skip
