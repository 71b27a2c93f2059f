"""What the implicit solver does not take is refused before the run, element by element."""

from __future__ import annotations

import pytest
from networks import model_of, options

from sponge.base.errors import ModelError
from sponge.simulation.prepare import prepare

PLAIN = """\
[JUNCTIONS]
A 10 3 0 0 0
B 9 3 0 0 0
{node}
[OUTFALLS]
Out 8 FREE
[CONDUITS]
AB A B 100 0.013 0 0 0 0
BO B Out 100 0.013 0 0 0 0
[XSECTIONS]
AB {first}
BO CIRCULAR 1 0 0 0 1 {culvert}
[PUMPS]
{pump}
[CURVES]
Curve PUMP2 0.5 0.02
{rest}
"""
INLET = """\
[INLETS]
Grate GRATE 0.5 0.5 P_BAR-50
[INLET_USAGE]
AB Grate B 1
"""
CIRCLE = "CIRCULAR 1 0 0 0"


def text(surcharge: str = "EXTRAN", **given: str) -> str:
    """A model of two pipes with one thing more."""
    parts = dict.fromkeys(("culvert", "pump", "node", "rest"), "") | {"first": CIRCLE} | given
    return options(600, surcharge=surcharge) + PLAIN.format(**parts)


@pytest.mark.parametrize("given, message", [
    ({"surcharge": "SLOT"}, "has no Preissmann slot"),
    ({"first": "DUMMY 0 0 0 0"}, "conduit 'AB': the implicit solver has no DUMMY conduits"),
    ({"culvert": "4"}, r"conduit 'BO': the implicit solver has no inlet control \(culvert code 4\)"),
    ({"rest": "[POLLUTANTS]\nTSS MG/L 0 0 0 0 NO"}, "pollutant 'TSS': the implicit solver routes no pollutants"),
    ({"rest": INLET}, r"the implicit solver has no street inlets \(conduit 'AB'\)"),
    ({"pump": "P C B * ON 0 0", "node": "C 8 3 0 0 0"}, "pump 'P': the implicit solver has no ideal pumps"),
])  # fmt: skip
def test_what_it_does_not_take_is_named(tmp_path, given, message):
    model = model_of(text(**given), tmp_path)
    prepare(model)  # picard takes it
    with pytest.raises(ModelError, match=message) as refused:
        prepare(model, solver="implicit")
    assert "picard takes it" in str(refused.value)


def test_what_it_takes_is_not_refused(tmp_path):
    prepare(model_of(text(pump="P A B Curve ON 0 0"), tmp_path), solver="implicit")
