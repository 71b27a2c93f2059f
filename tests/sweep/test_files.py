"""Scenario files: what is wrong is told at once, with the file and the path of the key."""

from __future__ import annotations

import tomllib

import pytest

from sponge.base.errors import UsageError
from sponge.sweep.file_problems import checked
from sponge.sweep.plan import read_plan, read_scenario
from sponge.sweep.schema import Scenario, Sweep
from sponge.sweep.tomlfile import override, toml_text


def refused(tables: dict) -> str:
    with pytest.raises(UsageError) as error:
        checked(Sweep, {"model": "m.inp"} | tables, "s.toml")
    assert "s.toml" in str(error.value)
    return str(error.value)


VARY = {"name": "a", "target": "conduit[*].roughness", "values": [1.0]}


@pytest.mark.parametrize(
    "tables, says",
    [
        ({"modle": 1}, "modle: unknown key, did you mean 'model'?"),
        ({"vary": [VARY | {"valeus": [1]}]}, "vary[1].valeus: unknown key, did you mean 'values'?"),
        ({"vary": [VARY, VARY | {"name": "b", "lables": []}]}, "vary[2].lables: unknown key, did you mean 'labels'?"),
        ({"boundary": {"levle": {}}}, "boundary.levle: unknown key, did you mean 'level'?"),
        ({"vary": [VARY | {"values": None, "distribution": {"kind": "uniform", "low": 1, "hihg": 2}}], "method": "lhs",
          "n": 3}, "vary[1].distribution.hihg: unknown key, did you mean 'high'?"),
        ({"vary": [VARY | {"distribution": {"kind": "unifrom"}}]}, "vary[1].distribution: unknown kind of distribution "
         "'unifrom', did you mean 'uniform'?"),
        ({"vary": [VARY | {"distribution": {"low": 1, "high": 2}}]}, "distribution needs a kind: uniform, normal"),
        ({"vary": [VARY | {"distribution": [1, 2]}]}, "distribution is a table of keys: {kind = 'uniform', ...}"),
        ({"vary": [VARY | {"distribution": {"kind": "uniform", "low": 1, "high": 2}}]}, "values or a distribution"),
        ({"vary": [{"name": "a", "values": [1]}]}, "one of target, measures, rain, boundary: none given"),
        ({"vary": [VARY | {"rain": "depth"}]}, "target, rain given"),
        ({"vary": [VARY | {"values": []}]}, "the list is empty"),
        ({"vary": [VARY | {"labels": ["x", "y"]}]}, "2 labels for 1 values"),
        ({"vary": [VARY, VARY]}, "two tables vary have this name"),
        ({"vary": [VARY | {"name": "a b"}]}, "vary[1].name"),
        ({"vary": [VARY | {"op": "^="}]}, "vary[1].op"),
        ({"method": "lhs", "vary": [VARY]}, "needs n"),
        ({"n": 5}, "n belongs to the methods lhs, sobol and saltelli"),
        ({"n": 0, "method": "lhs"}, "n: "),
        ({"method": "table"}, "go together"),
        ({"method": "grid"}, "method"),
        ({"lead": "soon"}, "lead: cannot read the duration"),
        ({"lead": -5}, "lead: "),
        ({"start": "2023-07-28T00:00:00Z"}, "no time zone"),
        ({"start": "2023-07-28T00:00:00", "end": "2023-07-27T00:00:00"}, "must lie after start"),
        ({"set": [1]}, "set[1]"),
        ({"boundary": {"level": {"O1": float("nan")}}}, "boundary.level"),
        ({"base": [{"name": "x", "values": {"b": 1}}], "vary": [VARY]}, "nothing that varies is called 'b'"),
    ],
)  # fmt: skip
def test_a_mistake_is_told(tables, says):
    assert says in refused(tables)


def test_all_mistakes_at_once():
    said = refused({"modle": 1, "lead": "soon", "vary": [VARY | {"valeus": 3}], "boundary": {"inflwo": {}}})
    for word in ("modle", "lead", "valeus", "inflwo", "4 problems"):
        assert word in said


def test_no_toml(tmp_path):
    (tmp_path / "bad.toml").write_text('model = "a"\nrain = {\nn = = 3\n')
    with pytest.raises(UsageError, match=r"bad.toml: not valid TOML: .*line"):
        read_plan(tmp_path / "bad.toml")
    (tmp_path / "latin.toml").write_bytes(b"title = '\xe9'")
    with pytest.raises(UsageError, match="UTF-8"):
        read_plan(tmp_path / "latin.toml")
    with pytest.raises(UsageError, match=r"did you mean 'latin\.toml'"):
        read_plan(tmp_path / "latn.toml")
    with pytest.raises(UsageError, match="is a folder"):
        read_plan(tmp_path)


@pytest.mark.parametrize(
    "value, seconds", [("6h", 21600.0), (0, 0.0), ("0", 0.0), ("0h", 0.0), ("0 min", 0.0), (90, 90.0)]
)
def test_leads_may_be_zero(value, seconds):
    assert checked(Scenario, {"model": "m", "lead": value}, "s").lead == seconds


def test_settings_override_keys():
    tables = {"n": 10, "rain": {"depth": 3}, "vary": [{"name": "a", "values": [1]}, {"name": "b"}]}
    settings = ["n=100", "rain.duration=3h", "vary.a.values=[1, 2]", "vary.2.op=+=", "seed = 7"]
    changed = override(tables, settings)
    assert changed["n"] == 100 and changed["seed"] == 7
    assert changed["rain"] == {"depth": 3, "duration": "3h"}
    assert changed["vary"] == [{"name": "a", "values": [1, 2]}, {"name": "b", "op": "+="}]
    assert tables["n"] == 10 and tables["vary"][0]["values"] == [1]


@pytest.mark.parametrize("setting", ["n", "=3", "vary.c.values=[1]", "n.x=3", "vary.3.op=1"])
def test_settings_that_mean_nothing(setting):
    with pytest.raises(UsageError, match="--with"):
        override({"n": 1, "vary": [{"name": "a"}]}, [setting])


def test_resolved_text_says_the_same():
    tables = {"title": 'a "b" ü\n', "n": 3, "x": 1.5e-7, "yes": True,
              "rain": {"kind": "csv", "areal": {"a-b": [1, 2.0]}}, "boundary": {"level": {"OUT 1": 2.0}},
              "vary": [{"name": "a", "values": [[], ["*"]]}, {"name": "b"}]}  # fmt: skip
    assert tomllib.loads(toml_text(tables)) == tables


def test_a_sweep_is_no_scenario(sweep_file):
    with pytest.raises(UsageError, match="for sponge sweep"):
        read_scenario(sweep_file())


# --- what only the model can tell ---------------------------------------------------------------------------------

HEAD = 'model = "small.inp"\n'
BASE = 'base = [{ name = "x" }]\n'


@pytest.mark.parametrize(
    "text, says",
    [
        (BASE + 'measures = ["smoth"]', "there is no measure 'smoth', did you mean 'smooth'?"),
        (BASE + 'set = ["conduit[C9].roughness = 1"]', "set[1]: change 'conduit[C9].roughness = 1': no conduit"),
        (BASE + 'set = ["conduit[C1].up = J2"]', "never topology"),
        ('[[vary]]\nname="a"\ntarget="conduit[C9].roughness"\nvalues=[1]', "vary 'a': change 'conduit[C9].rough"),
        ('[[vary]]\nname="a"\nmeasures=[[], ["smoth"]]', "there is no measure 'smoth'"),
        ('[[vary]]\nname="a"\nrain="return_perod"\nvalues=[1]', "rain"),
        (BASE + 'rain={kind="chicago", return_period=2, peek=3}', "rain.peek"),
        ('rain={kind="chicago"}\n[[vary]]\nname="a"\nrain="return_period"\nvalues=[-1]', "vary 'a': rain.return"),
        ('[[vary]]\nname="a"\nboundary="levl.O1"\nvalues=[1]', "begins with one of level, level_rise, inflow"),
        ('[[vary]]\nname="a"\nboundary="level.O9"\nvalues=[1]', "no outfall matches 'O9'"),
        (BASE + 'boundary={level_rise={O1=1.0}}', "FREE: it has no level"),
        (BASE + 'boundary={inflow={J2=1.0}}', "no row in [INFLOWS]"),
        ('[[vary]]\nname="status"\ntarget="conduit[C1].roughness"\nvalues=[1]', "choose another"),
        ("", "the sweep is empty"),
        ('method="lhs"\nn=4', "at least one [[vary]]"),
        ('method="table"\ntable="t.csv"\n[[vary]]\nname="a"\ntarget="conduit[C1].roughness"', "cannot read the table"),
        ('[[vary]]\nname="a"\ntarget="conduit[C1].roughness"\nvalues=[0.1, 0.1]', "names are given to two scenarios"),
        ('solver="implicite"', "did you mean 'implicit'"),
    ],
)  # fmt: skip
def test_what_only_the_model_can_tell(sweep_file, text, says):
    path = sweep_file(HEAD + text)
    with pytest.raises(UsageError) as error:
        read_plan(path)
    assert says in str(error.value)


def test_a_measure_that_names_a_missing_element(sweep_file, folder):
    (folder / "measures" / "ghost.toml").write_text('set = ["pump[P9].start_depth = 1", "conduit[C1].down = J9"]\n')
    with pytest.raises(UsageError) as error:
        read_plan(sweep_file(HEAD + '[[vary]]\nname="m"\nmeasures="each"'))
    said = str(error.value)
    assert "measure 'ghost'" in said and "ghost.toml" in said
    assert "set[1]: change 'pump[P9].start_depth = 1': no pump matches 'P9'" in said
    assert "set[2]" in said and "never topology" in said
    assert "2 problems" in said and len(said.splitlines()) == 3


def test_a_measure_with_an_unknown_key(sweep_file, folder):
    (folder / "measures" / "odd.toml").write_text("sett = []\nset = []\n")
    with pytest.raises(UsageError, match=r"odd\.toml.*sett: unknown key, did you mean 'set'"):
        read_plan(sweep_file(HEAD + 'measures = ["odd"]\nbase = [{name = "x"}]'))
