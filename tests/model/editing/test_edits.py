"""Editing a Model: every edit gives another one, names follow, nothing dangles, and nothing that was there changes."""

from __future__ import annotations

import copy
import pickle
import sys
from dataclasses import fields, replace

import numpy as np
import pytest
from inp_texts import EVERYTHING, read_text

import sponge
from sponge.base.errors import UsageError
from sponge.model import elements as el
from sponge.model.compile import compile_model
from sponge.model.links import Conduit, CrossSection
from sponge.model.model import Model
from sponge.model.nodes import Junction, Outfall, Storage
from sponge.model.references import REFERENCES
from sponge.model.tables import SPACES, TABLE_OF
from sponge.model.text_references import rule_places, treatment_places
from sponge.model.validate import validate

CIRCLE = CrossSection("CIRCULAR", (0.5, 0.0, 0.0, 0.0))


def pipe(name, up, down, **numbers):
    return Conduit(name, up=up, down=down, length=50.0, roughness=0.013, section=CIRCLE, **numbers)


@pytest.fixture(scope="module")
def everything(tmp_path_factory):
    return read_text(tmp_path_factory.mktemp("all"), EVERYTHING)


@pytest.fixture(scope="module")
def polder():
    return sponge.read_inp("models/polder/polder.inp")


@pytest.fixture(scope="module")
def beichen():
    return sponge.read_inp("models/beichen/beichen.inp")


def fatal(model):
    return [str(problem) for problem in validate(model) if problem.fatal]


def renamed(model, name_of):
    """Every element under another name."""
    with model.edit() as e:
        for space, tables in SPACES.items():
            for name in [name for table in tables for name in getattr(model, table)]:
                if space not in ("lid_use", "groundwater"):
                    e.rename(space, name, name_of(name))
    return e.model


# --- nothing changes ----------------------------------------------------------------------------------------------


def test_tables_cannot_be_changed(polder):
    for change in (
        lambda: polder.conduits.__setitem__("X", None), lambda: polder.conduits.clear(),
        lambda: polder.conduits.pop("C1"),
        lambda: polder.curves.update({}), lambda: polder.series.__delitem__("x"), lambda: polder.coordinates.popitem(),
        lambda: polder.pumps.setdefault("X", None), lambda: polder.junctions.__ior__({}),
    ):  # fmt: skip
        with pytest.raises(TypeError, match=r"cannot be changed: model\.add"):
            change()
    assert type(polder.conduits | {}) is dict and type(dict(polder.conduits)) is dict


def test_a_model_keeps_no_dict_of_its_maker():
    nodes = {"J": Junction("J")}
    model = Model(junctions=nodes)
    nodes["K"] = Junction("K")
    assert list(model.junctions) == ["J"] and model.node_order == ("J",)


def test_models_are_copied_and_pickled_whole(polder):
    for again in (copy.copy(polder), copy.deepcopy(polder), pickle.loads(pickle.dumps(polder))):
        assert again == polder and type(again.conduits) is type(polder.conduits)


def test_edits_share_what_they_do_not_touch(polder):
    added = polder.add(Junction("NEW", invert=1.0))
    assert added is not polder and "NEW" not in polder.junctions
    for name in ("conduits", "curves", "subcatchments", "outfalls", "rules", "inflows", "options"):
        assert getattr(added, name) is getattr(polder, name), name


# --- the order ----------------------------------------------------------------------------------------------------


def test_what_is_added_by_replace_is_simulated(polder):
    """It was left out without a word."""
    model = replace(
        polder, junctions={**polder.junctions, "NEW": Junction("NEW", invert=1.0, max_depth=3.0)},
        conduits={**polder.conduits, "CN": pipe("CN", "NEW", next(iter(polder.junctions)))},
    )  # fmt: skip
    assert model.node_order == (*polder.node_order, "NEW") and model.link_order == (*polder.link_order, "CN")
    assert not fatal(model) and len(compile_model(model).nodes.invert) == len(polder.node_order) + 1


def test_what_is_taken_out_by_replace_leaves_the_order():
    model = Model(junctions={"A": Junction("A"), "B": Junction("B")}, node_order=("B", "A"))
    assert model.node_order == ("B", "A")
    assert replace(model, junctions={"A": Junction("A")}).node_order == ("A",)


def test_an_order_that_holds_is_the_same_object(polder):
    """Steps of compiling are kept by it."""
    changed = sponge.apply_changes(polder, "conduit[*].roughness *= 2")
    assert changed.node_order is polder.node_order and changed.link_order is polder.link_order


def test_two_kinds_of_node_of_one_name_are_refused(polder):
    name = next(iter(polder.outfalls))
    wrong = replace(polder, junctions={**polder.junctions, name: Junction(name)})
    assert any("there is a junction of this name too" in text for text in fatal(wrong))


# --- adding, replacing, removing ----------------------------------------------------------------------------------


def test_a_new_pipe_with_its_node(polder):
    first = polder.node_order[0]
    with polder.edit() as e:
        e.add(pipe("CN", "NEW", first), at=[(1, 2), (3, 4)])  # its node comes later in the block
        e.add(Junction("NEW", invert=1.0, max_depth=3.0), at=(0, 1))
        e.add(el.DirectInflow("NEW", baseline=0.01))
    assert not fatal(e.model) and e.model.coordinates["NEW"] == (0.0, 1.0)
    assert e.model.vertices["CN"] == ((1.0, 2.0), (3.0, 4.0)) and e.model.inflows[-1].node == "NEW"
    assert compile_model(e.model).links.kind.size == len(polder.link_order) + 1


@pytest.mark.parametrize("edit, words", [
    (lambda m: m.add(pipe("CN", "NOWHERE", m.node_order[0])), "conduit CN: up names 'NOWHERE', and there is no such n"),
    (lambda m: m.add(el.DirectInflow("NOWHERE")), "inflow NOWHERE: node names 'NOWHERE'"),
    (lambda m: m.add(Junction(m.node_order[0].lower())), "already .names ignore case."),
    (lambda m: m.add(Junction("")), "cannot be a name"),
    (lambda m: m.add(Junction('a"b')), "cannot be a name"),
    (lambda m: m.add("J1"), "a str is no row of a model"),
    (lambda m: m.add(Junction("N"), Junction("O"), at=(0, 0)), "at and zone are of one row"),
    (lambda m: m.add(Junction("N"), at=[(0, 0), (1, 1)]), r"at is \(x, y\)"),
    (lambda m: m.add(Junction("N"), zone="north"), "the model has no zones"),
    (lambda m: m.replace(Junction("N")), "there is no node 'N'"),
    (lambda m: m.replace(el.DirectInflow("N")), "has no name of its own"),
    (lambda m: m.remove("node", "NOWHERE"), "no node matches 'NOWHERE'"),
    (lambda m: m.remove("nodes", "N"), "there is no table 'nodes', did you mean 'node'"),
    (lambda m: m.rename("node", "NOWHERE", "N"), "there is no node 'NOWHERE'"),
    (lambda m: m.rename("pump", next(iter(m.conduits)), "N"), "it is a conduit"),
    (lambda m: m.rename("node", m.node_order[0], m.node_order[1]), "already"),
    (lambda m: m.rename("inflow", "N", "M"), "there is no table of names 'inflow'"),
    (lambda m: m.subset(upstream_of="NOWHERE"), "there is no node 'NOWHERE'"),
    (lambda m: m.split_conduit("NOWHERE", 3.0, "N"), "there is no conduit"),
    (lambda m: m.split_conduit(next(iter(m.conduits)), 1e9, "N"), "it cannot be split"),
])  # fmt: skip
def test_what_cannot_be_is_refused_by_name(edit, words, polder):
    with pytest.raises(UsageError, match=words):
        edit(polder)


def test_removing_a_node_names_what_hangs_on_it_or_takes_it_along(polder):
    name = next(link.up for link in polder.pumps.values())
    users = polder.users("node", name)
    assert any(user.startswith("pump ") for user in users)
    with pytest.raises(UsageError, match=r"references lead nowhere.*which is gone.*cascade=True"):
        polder.remove("node", name)
    gone = polder.remove("node", name, cascade=True)
    assert name not in gone.node_order and name not in gone.coordinates
    assert not any(name in (link.up, link.down) for link in map(gone.link, gone.link_order))
    told = [problem.message for problem in gone.problems if "was removed" in problem.message]
    assert len(told) == len(polder.rules) - len(gone.rules) > 0
    assert not [text for text in fatal(gone) if "not defined" in text or "there is no" in text]


def test_a_node_and_its_links_go_in_any_order(polder):
    name = polder.node_order[0]
    links = [n for n in polder.link_order if name in (polder.link(n).up, polder.link(n).down)]
    with polder.edit() as e:
        e.remove("node", name)
        for link in links:
            e.remove("link", link)
        e.add(Junction(name, invert=1.0))
    assert set(links).isdisjoint(e.model.link_order) and e.model.junctions[name].invert == 1.0


def test_a_node_becomes_another_kind_where_it_stands(polder):
    name = next(iter(polder.junctions))
    model = polder.replace(Storage(name, invert=polder.junctions[name].invert, max_depth=2.0, constant=50.0))
    assert name in model.storages and name not in model.junctions and model.node_order == polder.node_order
    assert model.coordinates == polder.coordinates and not fatal(model)


def test_replacing_keeps_the_order_of_a_table(polder):
    name = list(polder.subcatchments)[1]
    model = polder.replace(replace(polder.subcatchments[name], area=1.0))
    assert list(model.subcatchments) == list(polder.subcatchments) and model.subcatchments[name].area == 1.0


def test_a_curve_goes_from_what_can_be_without(polder):
    pump = next(pump for pump in polder.pumps.values() if pump.curve)
    model = polder.remove("curve", f'"{pump.curve}"', cascade=True)
    assert model.pumps[pump.name].curve == "" and pump.curve not in model.curves


# --- renaming -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("which", ["everything", "polder", "beichen"])
def test_names_follow_everywhere(which, request):
    """Every element under another name and back is the model that it was, its networks are the same all the way."""
    model = request.getfixturevalue(which)
    other = renamed(model, lambda name: f"{name}_new")
    back = renamed(other, lambda name: name.removesuffix("_new"))
    assert back == model and (back.zoning, back.stations) == (model.zoning, model.stations)
    assert fatal(other) == [] == fatal(model)


def test_a_renamed_model_is_the_same_network(polder):
    other = renamed(polder, lambda name: f"{name}_new")

    def arrays(table):
        for value in table:
            yield from arrays(value) if hasattr(value, "_fields") else [value]

    for ours, theirs in zip(arrays(compile_model(polder)), arrays(compile_model(other)), strict=True):
        np.testing.assert_array_equal(ours, theirs)


def test_a_node_and_a_subcatchment_of_one_name_are_two():
    model = Model(
        gages={"g": el.RainGage("g")}, junctions={"A": Junction("A")}, outfalls={"O": Outfall("O", route_to="A")},
        subcatchments={name: el.Subcatchment(name, gage="g", outlet=to) for name, to in (("A", "A"), ("B", "O"))},
    )  # fmt: skip
    node, sub = model.rename("node", "A", "N"), model.rename("subcatchment", "A", "S")
    assert node.subcatchments["A"].outlet == "N" and node.outfalls["O"].route_to == "A"
    assert sub.subcatchments["S"].outlet == "A" and sub.outfalls["O"].route_to == "S"


def test_a_subcatchment_that_drains_to_itself_follows_itself():
    sub = el.Subcatchment("A", gage="g", outlet="A")
    model = Model(gages={"g": el.RainGage("g")}, subcatchments={"A": sub}).rename("subcatchment", "A", "B")
    assert model.subcatchments["B"].outlet == "B"


def test_names_change_places(polder):
    a, b = polder.node_order[:2]
    with polder.edit() as e:
        for old, new in ((a, "?"), (b, a), ("?", b)):
            e.rename("node", old, new)
    assert e.model.node_order[:2] == (b, a) and e.model.coordinates[a] == polder.coordinates[b]


@pytest.mark.parametrize("line, names", [
    ("IF NODE J1 DEPTH > 3", [("J1", "node")]), ("AND PUMP P1 STATUS = ON", [("P1", "link")]),
    ("IF SIMULATION TIME > 3", []), ("OR GAGE G1 2-HR_PRECIP > 3 ; NODE X", [("G1", "gage")]),
    ('THEN ORIFICE "O 1" SETTING = CURVE c1', [('"O 1"', "link"), ("c1", "curve")]),
    ("ELSE WEIR W1 SETTING = TIMESERIES t1", [("W1", "link"), ("t1", "series")]),
    ("IF NODE A HEAD > NODE B HEAD", [("A", "node"), ("B", "node")]), ("RULE NODE J1", []), ("PRIORITY 3", []),
    ("VARIABLE v = LINK C1 FLOW", [("C1", "link")]), ("EXPRESSION e = NODE - 3", []),
    ("IF NODE NODE DEPTH > 3", [("NODE", "node")]), ("IF v > NODE B DEPTH", [("B", "node")]), ("", []),
])  # fmt: skip
def test_names_in_rules(line, names):
    assert [(line[begin:end], space) for begin, end, space in rule_places(line)] == names


def test_names_in_treatments():
    text = "R = 1 - EXP(-0.1 * R_TSS) * HRT + DEPTHX + Pb ^ 2"
    assert [text[a:b] for a, b, _ in treatment_places(text)] == ["TSS", "Pb"]


def test_every_name_of_every_row_is_listed():
    """A field of text is a reference or one of these words."""
    words = {
        "name", "tag", "comment", "kind", "form", "file", "station", "rain_units", "route_to", "shape", "source",
        "units", "grate_type", "curb_throat", "placement", "road_surface", "per", "expression", "report_file", "text",
    }  # fmt: skip
    listed = {(reference.table, reference.path) for reference in REFERENCES}
    for kind, table in TABLE_OF.items():
        for field in fields(kind):
            if str(field.type) == "str" and (table, field.name) not in listed:
                assert field.name in words, f"{kind.__name__}.{field.name} is no reference and no word"


# --- parts and wholes ---------------------------------------------------------------------------------------------


def test_a_conduit_in_two(polder):
    old = next(c for c in polder.conduits.values() if c.up in polder.coordinates and c.down in polder.coordinates)
    model = polder.split_conduit(old.name, 0.25 * old.length, "MID")
    upper, lower = model.conduits[old.name], model.conduits[f"{old.name}_2"]
    assert (upper.up, upper.down, lower.up, lower.down) == (old.up, "MID", "MID", old.down)
    assert upper.length + lower.length == pytest.approx(old.length) and upper.length == pytest.approx(0.25 * old.length)
    beds = [polder.node(end).invert + offset for end, offset in ((old.up, old.offset_up), (old.down, old.offset_down))]
    assert model.junctions["MID"].invert == pytest.approx(beds[0] + 0.25 * (beds[1] - beds[0]))
    assert model.junctions["MID"].max_depth >= old.section.geometry[0]
    (x1, y1), (x2, y2), at = (model.coordinates[name] for name in (old.up, old.down, "MID"))
    if not polder.vertices.get(old.name):
        assert at == pytest.approx((x1 + 0.25 * (x2 - x1), y1 + 0.25 * (y2 - y1)))
    assert not fatal(model)


def test_what_drains_to_a_node():
    model = sponge.read_inp("models/hillside/hillside.inp")
    target = max(model.junctions, key=lambda n: sum(link.down == n for link in model.conduits.values()))
    part = model.subset(upstream_of=target)
    assert target in part.node_order and len(part.node_order) < len(model.node_order) and not fatal(part)
    leaving = [link for link in map(part.link, part.link_order) if link.up == target]
    assert leaving and all(link.down in part.outfalls for link in leaving)
    below = {link.down for link in map(model.link, model.link_order) if link.up == target} - {target}
    assert set(part.node_order) <= set(model.node_order) and below & set(part.outfalls)
    assert all(sub.outlet in part.node_order or sub.outlet in part.subcatchments for sub in part.subcatchments.values())
    ends = {model.node_order.index(n) for n in part.node_order}
    assert [model.node_order[k] for k in sorted(ends)] == list(part.node_order)


def test_two_models_as_one(polder):
    with pytest.raises(UsageError, match=r"both models have .*: give a prefix"):
        polder.merge(sponge.apply_changes(polder, "conduit[*].length *= 2"))
    both = polder.merge(polder, prefix="b_")
    assert len(both.node_order) == 2 * len(polder.node_order) and len(both.rules) == 2 * len(polder.rules)
    assert not fatal(both) and both.junctions[f"b_{next(iter(polder.junctions))}"]
    assert polder.merge(polder) == polder
    colder = replace(polder, temperature=replace(polder.temperature, latitude=60.0))
    with pytest.raises(UsageError, match="the models differ in temperature"):
        polder.merge(colder, prefix="b_")


# --- what goes with files -----------------------------------------------------------------------------------------


def test_elements_of_a_zoned_model_lie_in_a_zone(beichen):
    first = beichen.node_order[0]
    new = (Junction("NEW", invert=1.0, max_depth=3.0), pipe("CN", "NEW", first))
    with pytest.raises(UsageError, match="say in which lies node 'NEW'"):
        beichen.add(*new)
    zone = beichen.zoning.nodes[first]
    with beichen.edit() as e:
        e.add(new[0], zone=zone)
        e.add(new[1])
    assert e.model.zoning.nodes["NEW"] == e.model.zoning.links["CN"] == zone and not fatal(e.model)
    with pytest.raises(UsageError, match="there is no zone 'nowhere'"):
        beichen.add(new[0], zone="nowhere")
    lost = replace(beichen, junctions={**beichen.junctions, "NEW": new[0]})
    assert any("node 'NEW' lies in no zone" in text for text in fatal(lost))


# --- speed --------------------------------------------------------------------------------------------------------


def calls_of(n):
    """How many functions n edits of each kind call."""
    count = 0

    def note(*_):
        nonlocal count
        count += 1

    sys.setprofile(note)
    with Model(outfalls={"O": Outfall("O")}).edit() as e:
        for k in range(n):
            e.add(Junction(f"J{k}"))
            e.add(pipe(f"C{k}", f"J{k}", f"J{k - 1}" if k else "O"))
        for k in range(n):
            e.rename("node", f"J{k}", f"K{k}")
        for k in range(n // 2, n):
            e.remove("node", f"K{k}", cascade=True)
    sys.setprofile(None)
    assert len(e.model.conduits) == n // 2 and e.model.conduits["C1"].down == "K0"
    return count


def test_many_edits_cost_what_they_touch():
    """The work of n edits grows with n, not with its square."""
    assert calls_of(400) < 4.5 * calls_of(100)


# --- as text ------------------------------------------------------------------------------------------------------


def test_a_model_is_short_to_look_at(beichen):
    assert len(repr(beichen)) < 300 and repr(beichen).startswith("<Model beichen.inp: ")
    assert "<script" not in Model(title=("<script>",))._repr_html_() and "626" not in Model()._repr_html_()
    assert repr(Model()) == "<Model made in Python: no elements; 2004-01-01 00:00 to 2004-01-01 00:00>"


@pytest.mark.parametrize("which", ["everything", "polder", "beichen"])
def test_json_gives_the_model_back(which, request):
    model = request.getfixturevalue(which)
    text = model.to_json()
    again = Model.from_json(text)
    assert again == model and again.to_json() == text
    assert (again.zoning, again.stations, again.path) == (model.zoning, model.stations, model.path)
    assert (again.problems, again.section_lines) == (model.problems, model.section_lines)


@pytest.mark.parametrize("text", [
    "", "[]", "{}", '{"sponge_model": 99}', '{"sponge_model": 1, "nodes": {}}',
    '{"sponge_model": 1, "title": {"@row": "os.system"}}', '{"sponge_model": 1, "title": {"@float": "x"}}',
    '{"sponge_model": 1, "junctions": 3}', '{"sponge_model": 1, "title": {"@array": ["|O", [1], "AAAAAAAAAAA="]}}',
])  # fmt: skip
def test_what_is_no_model_in_json_is_refused(text):
    with pytest.raises(UsageError, match="JSON"):
        Model.from_json(text)


@pytest.mark.parametrize("target", ["S4", "K2", "WW1", "RIV"])
def test_a_subset_of_a_model_with_variables_of_rules_is_sound(polder, target):
    """An expression goes with a variable that it names, and rules with either; all are told of."""
    part = polder.subset(upstream_of=target)
    assert not fatal(part)
    if target == "S4":
        assert not part.rules and not part.rule_variables


def test_rules_of_a_variable_that_is_gone_go_too(polder):
    without = polder.remove("node", "K4", cascade=True)
    assert [row.tokens[1] for row in without.rule_variables] == ["RIVER"] and not fatal(without)
    told = " ".join(problem.message for problem in without.problems)
    assert "rule SLUICE_OPEN was removed: it names variable 'FALL'" in told or "names variable 'CANAL'" in told


@pytest.mark.parametrize("row, words", [
    (Junction(5, invert=0.0), "name is a text, not 5"), (Junction("A", invert="5"), "invert is a number, not '5'"),
    (Junction("A", invert=True), "invert is a number, not True"), (Junction("A", invert=None), "is a number, not None"),
])  # fmt: skip
def test_a_row_of_other_types_is_refused(polder, row, words):
    with pytest.raises(UsageError, match=words):
        polder.add(row)
