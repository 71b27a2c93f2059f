"""docs/beichen.md and the script that writes its figures; the plan, row by row."""

from __future__ import annotations

import re
from pathlib import Path

import page
import pytest
from building.tables import TABLES, read_table
from paging import plan
from paging.marks import PageError, filled, places
from paging.water import library

PLAN = Path(__file__).resolve().parents[3] / "shared" / "beichen" / "plan.txt"
ROWS = read_table("plan")
THINGS = plan.rows()
TEXT = page.PAGE.read_text(encoding="utf-8")
MOVED = re.compile(r"`(\w+)`(?: [*†])? [^;|`]*?: ([\d,.]+) → ([\d,.]+) ")


# --- the page ---------------------------------------------------------------------------------------------------------


def test_the_page_has_a_place_for_all_that_the_script_writes():
    assert set(places(TEXT)) == set(page.TEXTS)
    assert all(body.strip() for body in places(TEXT).values()), "run models/beichen/page.py"


def test_only_what_stands_between_marks_is_written():
    text = "a\n<!-- made: x -->\nold\n<!-- end: x -->\nb\n<!-- made: y -->\n<!-- end: y -->\n"
    assert filled(text, {"x": "new"}) == text.replace("old", "new")
    with pytest.raises(PageError, match="no place for z"):
        filled(text, {"z": "1"})


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("<!-- made: x -->\n", "no partner"),
        ("<!-- made: x -->\n<!-- made: y -->\n<!-- end: x -->\n", "no partner"),
        (2 * "<!-- made: x -->\n<!-- end: x -->\n", "same name"),
    ],
)
def test_broken_marks_are_told(text, message):
    with pytest.raises(PageError, match=message):
        places(text)


def test_wrong_places_are_refused(capsys):
    assert page.main(["no-such-place"]) == 2
    assert "observation" in capsys.readouterr().err


# --- the plan ---------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def text() -> str:
    if not PLAN.exists():
        pytest.skip("the plan is not part of the project")
    return re.sub(r"\s+", "", PLAN.read_text(encoding="utf-8"))


def test_the_words_of_each_row_stand_in_the_plan(text):
    assert [row.text("row") for row in ROWS if row.text("words") not in text] == []


def test_every_clause_of_the_sponge_chapter_is_a_row(text):
    """What is left of 第四章第四节 when all rows are taken out of it is grammar."""
    title = "第四节海绵城市建设工程"
    rest = text[text.rindex(title) + len(title) : text.rindex("第五节社区精细化管理工程")]
    for words in sorted((row.text("words") for row in ROWS if row.text("section") == "四.四"), key=len, reverse=True):
        rest = rest.replace(words, "|")
    left = {part.strip("“”、") for part in re.split(r"[|，。；]", rest)}
    assert left <= {"", "以", "对", "和", "及", "以及", "同时"}


@pytest.mark.parametrize("row", THINGS, ids=lambda row: row.text("row"))
def test_a_row_names_what_stands_for_it(row):
    names, measures = plan.named(row), row.text("measures").split()
    assert names or measures
    assert all(plan.found(word) for word in row.text("elements").split())
    assert not row.text("count") or len(names) == int(row.text("count"))
    assert set(measures) <= set(library().names)


def test_every_measure_is_of_a_row():
    assert {name for row in THINGS for name in row.text("measures").split()} == set(library().names)


@pytest.mark.parametrize("row", THINGS, ids=lambda row: row.text("row"))
def test_the_page_tells_what_a_row_does(row):
    """Its elements' number, and for each measure an indicator that has moved the way it should."""
    line = next(line for line in places(TEXT)["plan"].splitlines() if line.startswith(f"| {row.text('row')} |"))
    moved = {name: [float(x.replace(",", "")) for x in pair] for name, *pair in MOVED.findall(line)}
    assert set(moved) == set(row.text("measures").split())
    for name, (before, after) in moved.items():
        assert after > before if library()[name].direction == "more" else after < before, name
    assert moved or re.search(r"[1-9]\d* in the model", line)


# --- what the plan names beside measures ----------------------------------------------------------------------------


def test_parks_are_parcels_cut_out_of_the_green_of_their_zones():
    parks = {row.text("park"): row for row in read_table("parks")}
    found = {name: plan.elements()["subcatchment"][name] for name in plan.elements()["subcatchment"]}
    for park, row in parks.items():
        assert found[f"{row.text('zone')}_{park}_GR"] == "green"


def test_monitors_watch_what_is_in_the_model():
    import sponge

    model = sponge.read_inp(TABLES.parent / "beichen.inp")
    for row in read_table("monitoring"):
        assert row.text("node") in model.node_order
        assert not row.text("link") or row.text("link") in model.link_order
