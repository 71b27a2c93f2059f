"""The catalogue of words: every text that the sources say stands in it, with the same values."""

from __future__ import annotations

import ast
import re
import tomllib
from collections import Counter
from pathlib import Path
from string import Formatter

import pytest

import sponge
from sponge.base.errors import UsageError
from sponge.words import FOLDER, Words, catalogue, language_of

SOURCES = Path(sponge.__file__).parent


def said_in(source: str) -> set[str]:
    """Texts that code says: the literal first argument of calls of ``say``."""
    return {
        node.args[0].value
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant)
        and isinstance(node.args[0].value, str)
        and (getattr(node.func, "id", "") == "say" or getattr(node.func, "attr", "") == "say")
    }  # fmt: skip


def values_of(text: str) -> set[str]:
    """Names in braces."""
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def test_every_text_in_the_sources_has_its_chinese():
    said = {text for path in SOURCES.rglob("*.py") for text in said_in(path.read_text(encoding="utf-8"))}
    assert said_in('say("one", n=1)\nself.say("two")\nsay(name)') == {"one", "two"}
    assert not sorted(said - set(catalogue("zh")))


def test_no_text_stands_in_two_files_and_both_have_the_same_values():
    counts = Counter(
        text for path in (FOLDER / "zh").glob("*.toml") for text in tomllib.loads(path.read_text(encoding="utf-8"))
    )
    assert not [text for text, n in counts.items() if n > 1]
    for english, chinese in catalogue("zh").items():
        assert chinese.strip(), english
        assert values_of(english) == values_of(chinese), english


@pytest.mark.parametrize("language, expected", [("en", "pass"), ("zh", "达标"), ("both", "达标 / pass")])
def test_words_in_each_language(language, expected):
    assert Words(language)("pass") == expected


def test_a_text_without_chinese_is_said_in_english():
    assert Words("zh")("no such text {n}", n=3) == "no such text 3"
    assert Words("both").name("SK01", "双口镇镇区") == "双口镇镇区 / SK01"
    assert Words("zh").name("SK01", "") == "SK01"


def test_the_environment_chooses_where_nobody_asks():
    assert language_of(None, {"LANG": "zh_CN.UTF-8"}) == "zh"
    assert language_of(None, {"LC_ALL": "C", "LANG": "zh_CN.UTF-8"}) == "en"
    assert language_of("en", {"LANG": "zh_CN.UTF-8"}) == "en"
    with pytest.raises(UsageError, match="there is no language 'fr'; there are: zh, en, both"):
        language_of("fr")
    assert re.fullmatch("zh|en", language_of())
