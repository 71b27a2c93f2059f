"""Sentences made where they arise: every one that users of assess, size, report and plot meet has its Chinese."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

import sponge
from sponge.assess.standards import known_standards, rules_of
from sponge.words.messages import HOLE, in_chinese, messages, told

SOURCES = Path(sponge.__file__).parent
MET = ("assess", "report", "cli", "sweep/sizing.py", "sweep/sizing_runs.py")  # whose errors are said in both languages
CHINESE = re.compile("[\u4e00-\u9fff]")
NAMES = ("{}", "", "None")  # what is no sentence


def sentence(node: ast.AST) -> str | None:
    """The text of a node with {} for what varies; None where it is no text."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else None
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values)
    return None


def refusals() -> Iterator[tuple[str, str]]:
    """(place, sentence) of everything that is raised with a text in what MET names."""
    for name in MET:
        folder = SOURCES / name
        for path in sorted(folder.rglob("*.py")) if folder.is_dir() else [folder]:
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call) and node.exc.args:
                    text = sentence(node.exc.args[0])
                    if text not in (None, *NAMES):
                        yield f"{path.name}:{node.lineno}", str(text)


def findings() -> Iterator[tuple[str, str]]:
    """Sentences that formulas give as note, hint or as what is missing."""
    for path in sorted((SOURCES / "assess" / "formulas").glob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        said = {id(node) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for node in ast.walk(node)}
        documents = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        raised = {id(part) for node in ast.walk(tree) if isinstance(node, ast.Raise) for part in ast.walk(node)}
        names = {id(part) for node in tree.body if isinstance(node, ast.Assign | ast.AnnAssign) and "FORMULAS" in
                 ast.dump(node) for part in ast.walk(node)}  # fmt: skip
        for node in ast.walk(tree):
            if id(node) in documents | raised | names or (id(node) in said and not isinstance(node, ast.JoinedStr)):
                continue
            text = sentence(node)
            if text and " " in text.strip("; "):
                yield f"{path.name}:{node.lineno}", text.strip("; ")  # type: ignore[attr-defined]


def filled(text: str) -> str:
    """A sentence with something in its holes."""
    return text.replace("{}", "7")


def test_what_is_refused_is_said_in_chinese_too():
    known = {HOLE.sub("{}", text) for text in messages()}
    found = list(refusals())
    assert len(found) > 90
    assert not [(place, text) for place, text in found if text not in known and not CHINESE.search(told_of(text))]


def told_of(text: str) -> str:
    """What becomes of a sentence once its holes are filled; a last one is a suggestion's, and may be empty."""
    return in_chinese(filled(text)) + in_chinese(filled(text.removesuffix("{}")))


def test_findings_are_said_in_chinese_too():
    found = list(findings())
    assert len(found) > 40
    only_values = re.compile(r"[{}%;:, ]*")
    assert not [(place, text) for place, text in found
                if not only_values.fullmatch(text) and not CHINESE.search(in_chinese(filled(text)))]  # fmt: skip


@pytest.mark.parametrize("standard", known_standards())
def test_clauses_sources_and_commands_of_standards_are_said_in_chinese_too(standard):
    number = re.compile(r"GB[/T]* \d+-\d{4}.*")
    for key, rule in rules_of(standard).items():
        for text in (rule.clause, rule.source, rule.made_by):
            said = in_chinese(text)
            assert not text or CHINESE.search(said) or number.fullmatch(text) or "--given" in text, (key, text)


def test_holes_are_filled_in_the_order_that_chinese_asks_for():
    assert in_chinese("2 of 57 zones reach their target") == "57 个单元中 2 个达标"
    assert in_chinese("error: there is no standard and no file 'tianjn', did you mean 'tianjin'?") == (
        "错误：没有名为“tianjn”的标准或文件，是否指“tianjin”？"
    )
    assert told("nothing of the kind", "zh") == "nothing of the kind"
    assert told("a storm", "both") == "单场降雨 / a storm"


def test_every_message_has_as_many_holes_in_both_languages_and_stands_once():
    seen: set[str] = set()
    for path in sorted((SOURCES / "words" / "messages").glob("*.toml")):
        for text, chinese in tomllib.loads(path.read_text(encoding="utf-8")).items():
            assert text not in seen, text
            seen.add(text)
            assert len(HOLE.findall(text)) == len(HOLE.findall(chinese)), text
