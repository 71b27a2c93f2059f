"""Treatment expressions: the trees, their order, and what is said of those that cannot be."""

from __future__ import annotations

import pytest

from sponge.model.model import Model
from sponge.model.nodes import Junction, Storage
from sponge.model.quality import Pollutant, Treatment
from sponge.model.rules.syntax import Attribute, Number, Operation
from sponge.model.treatment import constant, parse_treatments


def model_with(*rows):
    """Pollutants A, B, C; a storage unit T and a junction J; treatments (node, pollutant, expression)."""
    return Model(
        junctions={"J": Junction("J")}, storages={"T": Storage("T")},
        pollutants={name: Pollutant(name) for name in ("A", "B", "C", "Depthless", "Tss")},
        treatments=tuple(Treatment(*row, line=10 + k) for k, row in enumerate(rows)),
    )  # fmt: skip


def tree(text, node="T"):
    found, problems = parse_treatments(model_with((node, "A", text)))
    assert not any(problem.fatal for problem in problems)
    return found[node][0].tree


def said(*rows):
    return [f"{p.line} {p.message}" for p in parse_treatments(model_with(*rows))[1]]


def variable(what, name=""):
    return Attribute("TREATMENT", name, what)


@pytest.mark.parametrize(
    "text, expected",
    [
        ("R=0.5", Number(0.5)),
        ("r = B", variable("C", "B")),
        ("C = tss", variable("C", "Tss")),
        ("Remove= R_B", variable("R", "B")),
        ("C = HRT", variable("HRT")),
        ("C = dt", variable("DT")),
        ("C = Flow", variable("FLOW")),
        ("C = AREA", variable("AREA")),
        ("C = Depthless", variable("DEPTH")),  # a word of the process counts first
        ("C = A * EXP(-2)", Operation("*", (variable("C", "A"), Operation("EXP", (Number(-2.0),))))),
        ("C = A ^ 2 / B", Operation("/", (Operation("^", (variable("C", "A"), Number(2.0))), variable("C", "B")))),
    ],
)
def test_trees(text, expected):
    assert tree(text) == expected


def test_removals_come_after_those_they_need():
    rows = [("T", "A", "R = R_B"), ("T", "B", "R = R_C * 0.5"), ("T", "C", "R = 0.4"), ("J", "A", "R = R_B")]
    found, problems = parse_treatments(model_with(*rows))
    assert not problems
    assert [p.treatment.pollutant for p in found["T"]] == ["C", "B", "A"]
    assert [p.treatment.pollutant for p in found["J"]] == ["A"]  # B has none there: its removal is 0


@pytest.mark.parametrize("loop", [["R = R_A"], ["R = R_B", "C = 2 - R_A"], ["R = R_B", "R = R_C", "R = R_A"]])
def test_loops_are_refused(loop):
    rows = [("T", name, text) for name, text in zip("ABC", loop, strict=False)]
    (message,) = said(*rows)
    assert message.startswith("10 ") and "form a loop: R_A needs" in message


@pytest.mark.parametrize("text", ["R = 1 / 0", "C = A / (3 - 3)", "C = 1 / (0 * DEPTH)", "C = LOG(B / (2 - 4 / 2))"])
def test_division_by_zero_is_refused(text):
    assert "divides by zero" in said(("T", "A", text))[0]


def test_zero_where_nothing_is_stored():
    assert said(("J", "A", "R = 1 / HRT"))[0].endswith("HRT is 0 at a node that is no storage unit")
    assert not said(("T", "A", "R = 1 / HRT"), ("J", "A", "R = 1 / DEPTH"))


@pytest.mark.parametrize(
    "text, message",
    [
        ("X = 1", "neither R nor C"), ("R 0.5", "no ="), ("R = 1 +", "ends too soon"), ("R = (1", "not closed"),
        ("R = gold", "unknown variable gold"), ("R = R_gold", "unknown variable R_gold"), ("R = 1 2", "not expected"),
    ],
)  # fmt: skip
def test_what_cannot_be_read(text, message):
    assert message in said(("T", "A", text))[0]


def test_every_problem_is_told():
    assert len(said(("T", "A", "X = 1"), ("T", "B", "R = 1/0"), ("J", "C", "R = R_C"))) == 3


def test_constants():
    assert constant(tree("C = 2 * (3 + 1) - ABS(-8)"), True) == 0.0
    assert constant(tree("C = 0 * A"), True) == 0.0
    assert constant(tree("C = A"), True) is None and constant(tree("C = 2 ^ 2 - 4"), True) == 0.0


def test_a_name_that_only_begins_with_a_word_is_told():
    """A pollutant of such a name cannot be asked for, as for EPA SWMM."""
    rows = ("T", "A", "C = 0.1 * Depthless + FLOWRATE + FLOW"), ("T", "B", "R = R_C")
    problems = parse_treatments(model_with(*rows))[1]
    assert [problem.fatal for problem in problems] == [False, False]
    said = [problem.message.rsplit(": ", 1)[1] for problem in problems]
    assert said == ["Depthless is read as DEPTH", "FLOWRATE is read as FLOW"]
