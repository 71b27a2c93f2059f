"""Every kind of node and link goes all the way: read, changed, controlled, compiled, named in results, written."""

from __future__ import annotations

from dataclasses import replace
from typing import get_type_hints

import pytest

from sponge.io import read_inp, write_inp
from sponge.model.changes import apply_changes
from sponge.model.compile import compile_model
from sponge.model.elements import Kind, Rule
from sponge.model.kinds import KINDS
from sponge.model.links import LINK_KINDS, LinkKind
from sponge.model.model import Model
from sponge.model.nodes import NODE_KINDS
from sponge.model.rules.parser import parse_rules
from sponge.model.validate import validate
from sponge.results.layout import layout_of

WITH_ALL_KINDS = """\
[OPTIONS]
FLOW_UNITS    CMS
FLOW_ROUTING  DYNWAVE
END_DATE      01/01/2020
START_DATE    01/01/2020
END_TIME      01:00:00
[JUNCTIONS]
Junction  10 3
[DIVIDERS]
Divider   10 Weir OVERFLOW 3
[STORAGE]
Storage   9 3 1 FUNCTIONAL 0 0 100
[OUTFALLS]
Outfall   5 FREE
[CONDUITS]
Conduit   Junction Divider 100 0.01 0.25 0
ToOutfall Storage Outfall 100 0.01 0 0
[PUMPS]
Pump      Junction Storage Pumping
[ORIFICES]
Orifice   Divider Storage SIDE 0.25 0.65
[WEIRS]
Weir      Divider Storage TRANSVERSE 0.25 1.8
[OUTLETS]
Outlet    Divider Storage 0.25 FUNCTIONAL/HEAD 2 0.5
[CURVES]
Pumping   PUMP3 0 0.2 3 0.1
[XSECTIONS]
Conduit   CIRCULAR 1 0 0 0
ToOutfall CIRCULAR 1 0 0 0
Orifice   CIRCULAR 0.5 0 0 0
Weir      RECT_OPEN 0.5 2 0 0
"""


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Model:
    """With an element of every kind, named as the kind."""
    path = tmp_path_factory.mktemp("kinds") / "all.inp"
    path.write_text(WITH_ALL_KINDS)
    return read_inp(path)


def name_of(kind: Kind) -> str:
    return kind.name.capitalize()


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_is_read_changed_named_and_written(kind, model, tmp_path):
    name, element = name_of(kind), "link" if isinstance(kind, LinkKind) else "node"
    row = kind.rows(model)[name]
    assert type(row) is kind.row
    assert get_type_hints(Model)[kind.table] == dict[str, kind.row]
    assert f"[{kind.section}]" in WITH_ALL_KINDS

    changed = apply_changes(model, f"{kind.name}[tag=*, name={name}].tag = marked")
    assert kind.rows(changed)[name] == replace(row, tag="marked")
    assert apply_changes(model, f"{element}[{name}].tag = marked") == changed

    layout = layout_of(model)
    types = dict(zip(layout.names[element], layout.coordinates[f"{element}_type"].values, strict=True))
    assert types[name] == kind.name

    write_inp(changed, tmp_path / "again.inp")
    assert read_inp(tmp_path / "again.inp") == changed


def test_every_name_of_a_kind_is_its_own():
    for of in (lambda k: k.name, lambda k: k.table, lambda k: k.section, lambda k: k.row):
        assert len({of(kind) for kind in KINDS}) == len(KINDS)


def test_codes_and_rows_of_the_engine(model):
    """Each node and link has a code that no other kind has, and its row in the table of its kind."""
    assert [p for p in validate(model) if p.fatal] == []
    network = compile_model(model)
    for kinds, table, order in (
        (NODE_KINDS, network.nodes, model.node_order),
        (LINK_KINDS, network.links, model.link_order),
    ):
        codes = {kind.name: int(table.kind[order.index(name_of(kind))]) for kind in kinds}
        assert sorted(codes.values()) == list(range(len(kinds)))
    for kind in LINK_KINDS:
        j = model.link_order.index(name_of(kind))
        assert network.links.index[j] == list(kind.rows(model)).index(name_of(kind))
        assert network.links.offset_up[j] == (0.25 if kind.offsets else 0.0)


@pytest.mark.parametrize("kind", LINK_KINDS, ids=lambda kind: kind.name)
def test_rules_ask_and_set_what_its_record_says(kind, model):
    name = name_of(kind)

    def problems(*lines: str) -> list[str]:
        controlled = replace(model, rules=(Rule("R", ("RULE R", *lines), 1),))
        found = parse_rules(controlled)[1]
        if not found:
            compile_model(controlled)
        return [p.message for p in found]

    action = f"THEN {kind.word} {name} "
    first = "IF NODE Junction DEPTH > 0"
    for attribute in sorted(kind.attributes - {"STATUS"}):
        assert problems(f"IF {kind.word} {name} {attribute} > 0", "THEN PUMP Pump STATUS = ON") == [], attribute
    for word in kind.statuses or ():
        assert problems(first, f"{action}STATUS = {word}") == []
    assert bool(problems(first, f"{action}STATUS = OPEN")) is ("OPEN" not in (kind.statuses or ()))
    assert bool(problems(first, f"{action}SETTING = 0.5")) is (kind.setting_limits is None)
    assert bool(problems(first, f"{action}SETTING = 1.5")) is (kind.setting_limits in (None, (0.0, 1.0)))
