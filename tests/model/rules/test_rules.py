"""The grammar of control rules: what is read, and what is said about what cannot be."""

import pytest

from sponge.model.elements import Curve, KeptRow, RainGage, Rule, TimeSeries
from sponge.model.links import Conduit, Orifice, Pump
from sponge.model.model import Model
from sponge.model.nodes import Junction
from sponge.model.rules.expressions import parse_expression
from sponge.model.rules.parser import parse_rules
from sponge.model.rules.syntax import Attribute, Number, Operation
from sponge.model.rules.words import ClauseError


def model_with(*lines, variables=()):
    """A small network with one rule R from line 11 of its file on."""
    return Model(
        junctions={"J1": Junction("J1"), "J 2": Junction("J 2")},
        conduits={"C1": Conduit("C1")},
        pumps={"P1": Pump("P1")},
        orifices={"Or1": Orifice("Or1")},
        gages={"G": RainGage("G")},
        curves={"curve": Curve("curve", kind="CONTROL")},
        series={"ts": TimeSeries("ts")},
        rules=(Rule("R", ("RULE R", *lines), 10),) if lines else (),
        rule_variables=tuple(KeptRow(tuple(v.split()), 1, v) for v in variables),
    )


def parse_one(*lines, variables=()):
    rules, problems = parse_rules(model_with(*lines, variables=variables))
    assert problems == []
    return rules[0]


def premise(text, variables=()):
    return parse_one(f"IF {text}", "THEN PUMP P1 STATUS = ON", variables=variables).premises[0]


@pytest.mark.parametrize(
    "text, attribute",
    [
        ("NODE J1 DEPTH", Attribute("NODE", "J1", "DEPTH")),
        ("node j1 maxdepth", Attribute("NODE", "J1", "MAXDEPTH")),
        ('NODE "J 2" HEAD', Attribute("NODE", "J 2", "HEAD")),
        ("CONDUIT C1 FULLFLOW", Attribute("LINK", "C1", "FULLFLOW")),
        ("LINK C1 VELOCITY", Attribute("LINK", "C1", "VELOCITY")),
        ("ORIFICE OR1 SETTING", Attribute("LINK", "Or1", "SETTING")),
        ("GAGE G INTENSITY", Attribute("GAGE", "G", "INTENSITY")),
        ("GAGE G 6-HR_PRECIP", Attribute("GAGE", "G", "PAST_RAIN", 6)),
    ],
)
def test_reads_attributes_whatever_their_case(text, attribute):
    assert premise(f"{text} > 0.5").left == attribute


@pytest.mark.parametrize(
    "text, value",
    [
        ("NODE J1 DEPTH > 1.5", 1.5),
        ("PUMP P1 STATUS = ON", 1.0),
        ("LINK C1 STATUS = closed", 0.0),
        ("SIMULATION TIME > 36", 1.5),
        ("SIMULATION CLOCKTIME >= 6:30", 6.5 / 24),
        ("SIMULATION CLOCKTIME >= 0:00:36", 0.01 / 24),
        ("PUMP P1 TIMEOPEN > 1:30", 1.5 / 24),
        ("SIMULATION DATE = 12/31/1899", 1.0),
        ("SIMULATION DATE = Jan-2-1900", 3.0),
        ("SIMULATION DAY = 7", 7.0),
        ("SIMULATION MONTH <> 12", 12.0),
        ("SIMULATION DAYOFYEAR > 3/1", 60.0),
        ("SIMULATION DAYOFYEAR > 200", 200.0),
    ],
)
def test_reads_literals_as_their_attribute_wants(text, value):
    assert premise(text).right == Number(pytest.approx(value))


def test_joins_clauses():
    rule = parse_one(
        "IF NODE J1 DEPTH > 1 ; a remark",
        "",
        'AND NODE J1 DEPTH < NODE "J 2" DEPTH',
        "OR SIMULATION TIME > 3",
        "THEN PUMP P1 SETTING = 0.5",
        "AND ORIFICE Or1 SETTING = CURVE Curve",
        "ELSE PUMP P1 STATUS = OFF",
        "AND ORIFICE Or1 SETTING = PID 10 0.1 -0.2",
        "PRIORITY 3.5",
    )
    assert [p.connective for p in rule.premises] == ["AND", "AND", "OR"]
    assert rule.premises[1].right == Attribute("NODE", "J 2", "DEPTH")
    assert [p.line for p in rule.premises] == [11, 13, 14]
    assert [(a.link, a.value, a.curve) for a in rule.then_actions] == [("P1", 0.5, ""), ("Or1", 1.0, "curve")]
    assert rule.else_actions[1].pid == (10.0, 0.1, -0.2)
    assert rule.priority == 3.5


def test_named_variables_and_expressions():
    variables = ("VARIABLE Q = LINK C1 FLOW", "VARIABLE t = SIMULATION TIME", "EXPRESSION Twice = 2 * Q")
    assert premise("twice > 4", variables).left == Operation("*", (Number(2.0), Attribute("LINK", "C1", "FLOW")))
    assert premise("Q < t", variables).right == Attribute("SIMULATION", "", "TIME")


@pytest.mark.parametrize(
    "lines, message, hint, line",
    [
        (["IF LINK C9 FLOW > 1", "THEN PUMP P1 STATUS = ON"], "no link C9", "", 11),
        (["IF NODE J1 DEPHT > 1"], "DEPHT is no attribute", "DEPTH", 11),
        (["IF NODE J1 FLOW > 1"], "FLOW is no attribute of a NODE", "INFLOW", 11),
        (["IF GAGE G 49HR > 1"], "no attribute of a GAGE", "48", 11),
        (["IF NOD J1 DEPTH > 1"], "NOD is no object", "NODE", 11),
        (["IF NODE J1 DEPTH 1"], "relation is missing", "<>", 11),
        (["IF NODE J1 DEPTH >"], "nothing stands after", "", 11),
        (["IF NODE J1 DEPTH > deep"], "'deep' is not a number", "", 11),
        (["IF NODE J1 DEPTH > nan"], "not a number", "", 11),
        (["IF NODE J1"], "not complete", "NODE J1 DEPTH", 11),
        (["IF SIMULATION CLOCKTIME > noon"], "not a time", "hours", 11),
        (["IF SIMULATION DATE > 13/13/2000"], "not a date", "month", 11),
        (["IF SIMULATION MONTH = 13"], "outside 1 to 12", "", 11),
        (["IF PUMP P1 STATUS = RUNNING"], "not a status", "ON", 11),
        (["IF NODE J1 DEPTH > 1 AND NODE J1 DEPTH < 2"], "line of its own", "", 11),
        (["THEN PUMP P1 STATUS = ON"], "THEN cannot follow RULE", "IF", 11),
        (["IF NODE J1 DEPTH > 1", "ELSE PUMP P1 STATUS = ON"], "ELSE cannot follow IF", "THEN", 12),
        (["IF NODE J1 DEPTH > 1", "WHEN PUMP P1 STATUS = ON"], "WHEN begins no clause", "", 12),
        (["IF NODE J1 DEPTH > 1", "THEN PUMP P9 STATUS = ON"], "no link P9", "", 12),
        (["IF NODE J1 DEPTH > 1", "THEN PUMP C1 STATUS = ON"], "C1 is a conduit", "", 12),
        (["IF NODE J1 DEPTH > 1", "THEN PUMP P1 STATUS=ON"], "not complete", "spaces", 12),
        (["IF NODE J1 DEPTH > 1", "THEN LINK C1 STATUS = OPEN"], "cannot be controlled", "CONDUIT", 12),
        (["IF NODE J1 DEPTH > 1", "THEN CONDUIT C1 SETTING = 1"], "cannot be set", "STATUS", 12),
        (["IF NODE J1 DEPTH > 1", "THEN ORIFICE OR1 SETTING = 1.5"], "outside 0 to 1", "", 12),
        (["IF NODE J1 DEPTH > 1", "THEN ORIFICE OR1 SETTING = CURVE curv"], "no curve curv", "did you mean curve?", 12),
        (["IF NODE J1 DEPTH > 1", "THEN ORIFICE OR1 SETTING = PID 1 2"], "PID lacks", "", 12),
        (["IF NODE J1 DEPTH > 1", "THEN PUMP P1 STATUS = ON", "PRIORITY high"], "not a number", "", 13),
    ],
)
def test_says_what_is_wrong_and_where(lines, message, hint, line):
    _, problems = parse_rules(model_with(*lines))
    assert len(problems) == 1
    assert message in problems[0].message and hint in problems[0].hint
    assert (problems[0].line, problems[0].section, problems[0].fatal) == (line, "CONTROLS", True)


def test_finds_every_problem_at_once():
    _, problems = parse_rules(model_with("IF NODE X DEPTH > 1", "AND NODE J1 DEPTH > y", "THEN PUMP P9 STATUS = ON"))
    assert [p.line for p in problems] == [11, 12, 13]


def values(tree):
    """The number of an expression without variables."""
    if isinstance(tree, Number):
        return tree.value
    a = [values(argument) for argument in tree.arguments]
    return {"+": lambda: a[0] + a[1], "-": lambda: a[0] - a[1], "*": lambda: a[0] * a[1], "/": lambda: a[0] / a[1],
            "^": lambda: a[0] ** a[1], "NEG": lambda: -a[0]}[tree.operator]()  # fmt: skip


@pytest.mark.parametrize(
    "text, value",
    [
        ("1 + 2 * 3", 7), ("(1+2)*3", 9), ("8/4/2", 1), ("8-4-2", 2), ("2^3^2", 512), ("2*3^2", 18), ("-2*3", -6),
        ("-(2+1)^2", -9), ("2^-1", 0.5), ("1e-1*10", 1), (".5 + 1.", 1.5), ("3-2", 1), ("(3)-2", 1), ("3 * -2", -6),
        ("-2^2", 4),
    ],
)  # fmt: skip
def test_arithmetic_of_expressions(text, value):
    assert values(parse_expression(text, {})) == pytest.approx(value)


@pytest.mark.parametrize("text", ["", "1 +", "(1", "1)", "sqrt 4", "1 2", "a", "1 $ 2", "^2", "(" * 500])
def test_refuses_what_is_no_expression(text):
    with pytest.raises(ClauseError):
        parse_expression(text, {})


def test_rules_that_were_read_are_read_anew_for_other_names(tmp_path):
    """What is kept of a model before is not used for one whose link is gone."""
    from dataclasses import replace

    from sponge.io import read_inp
    from sponge.simulation.warmup_models import TEXTS

    (tmp_path / "a.inp").write_text(TEXTS["DYNWAVE"])
    model = read_inp(tmp_path / "a.inp")
    assert parse_rules(model) == parse_rules(model) and not parse_rules(model)[1]
    problems = parse_rules(replace(model, pumps={}))[1]
    assert any("P1" in p.message for p in problems)
    assert not parse_rules(model)[1]
