"""--lang zh: the tables of commands hold no English but names, units and words of the file formats."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest
from click.testing import CliRunner
from zoned import write

from sponge.cli.check import check
from sponge.cli.info import info
from sponge.cli.lid import lid
from sponge.cli.run import run
from sponge.cli.storm import storm
from sponge.cli.sweep import sweep
from sponge.cli.verify import verify
from sponge.io.lid_presets import presets
from sponge.words import catalogue
from sponge.words.columns import in_columns, width
from sponge.words.messages import messages

WORD = re.compile(r"(?<![\w./:_-])[A-Za-z]{3,}(?![\w./:_-])")
NAMES = {  # of methods, programs, units, elements
    "sponge", "EPA", "SWMM", "DYNWAVE", "KINWAVE", "picard", "CMS", "Horton", "SCS", "Huff", "CSV", "Manning",
    "netCDF", "min", "kWh", "III", "Out", "Use", "Plant", "RAINGAGES", "base", "none", "product", "Neyman",
    "Scott", "Well", "Tank", "TSS", "COD",
}  # fmt: skip
KEYS = {"surface", "soil", "storage", "drain", "pavement", "seepage", "offset", "depth", "vegetation", "roughness",
        "slope", "porosity", "conductivity", "suction", "coefficient", "exponent", "delay", "calc", "pub", "unv",
        "LID", "help", "guide", "mannings", "orifice", "chicago", "rectangular", "triangular", "scs", "huff", "csv",
        "recorded", "series", "generated", "station", "lg"}  # fmt: skip


def call(command: click.Command, *arguments: object) -> str:
    done = CliRunner().invoke(command, [*map(str, arguments)], standalone_mode=False, catch_exceptions=False)
    return done.stdout


def english_in(text: str, *names: str) -> list[str]:
    """Words of three letters and more that are neither names nor keys."""
    return sorted({word for word in WORD.findall(text) if word not in NAMES and word not in names})


@pytest.fixture(scope="module")
def inp(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("zh"))


def test_a_run_and_a_comparison_with_epa(inp):
    text = call(run, inp, "-o", inp.with_name("zh.nc"), "--lang", "zh")
    assert "汇流" in text and "经排口流出" in text and not english_in(text)
    assert "EPA SWMM 对比" in (beside := call(verify, inp, "--lang", "zh")) and not english_in(beside)


def test_what_a_model_holds_and_its_problems(inp):
    assert "预计用时" in (text := call(info, inp, "--lang", "zh")) and not english_in(text)
    assert "警告" in (text := call(check, inp, "--lang", "zh")) and not english_in(text)


def test_a_sweep(inp):
    path = inp.with_name("pair.toml")
    path.write_text('model = "zoned.inp"\n[[vary]]\nname = "rough"\ntarget = "conduit[*].roughness"\nop = "*="\n'
                    'values = [1, 2]\n')  # fmt: skip
    text = call(sweep, path, "--dry-run", "--lang", "zh")
    assert "个情景" in text and not english_in(text, "rough", "dry", "run")
    text = call(sweep, path, "-o", inp.with_name("pair.nc"), "--jobs", "1", "--lang", "zh")
    assert "冒溢最重的单元" in text and not english_in(text, "rough", "north", "south", "east")


@pytest.mark.parametrize("kind", [["chicago", "-P", "5"], ["rectangular", "--depth", "50", "--duration", "2h"],
                                  ["generated", "--years", "2", "--seed", "1"], ["--list"]])  # fmt: skip
def test_storms(kind):
    text = call(storm, *kind, "--lang", "zh")
    assert "降雨" in text or "雨型" in text or "均匀" in text
    assert not english_in(text, *KEYS)


def test_facilities():
    text = call(lid, "list", "--lang", "zh")
    assert "雨水花园" in text and not english_in(text, *presets())
    text = call(lid, "show", "bioretention", "--lang", "zh")
    assert "常用范围" in text and "LID 参数常用范围" in text and not english_in(text, *KEYS, *presets(), "removal")


def test_languages_hold_the_same_texts():
    """English is the key of each Chinese text: no key may be empty or without its Chinese, in either kind of file."""
    for texts in (catalogue("zh"), messages()):
        assert texts and all(english.strip() and chinese.strip() for english, chinese in texts.items())


def test_chinese_characters_are_two_columns_wide():
    assert width("雨 mm") == 5
    assert [width(line) for line in in_columns([("雨", "x"), ("rain", "y")])] == [7, 7]
