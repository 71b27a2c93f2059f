"""Lines to tokens, headings to sections, bytes to text."""

from __future__ import annotations

import pytest

from sponge.io.inp.decode import decode, is_binary
from sponge.io.inp.sections import section_of
from sponge.io.inp.split import sections_of
from sponge.io.inp.tokens import tokens_of


@pytest.mark.parametrize(
    "line, tokens",
    [
        ("a b\tc", ["a", "b", "c"]),
        ("a b ; c d", ["a", "b"]),
        ("a;b", ["a"]),
        ('"a b" c', ["a b", "c"]),
        ('a "" c', ["a", "", "c"]),
        ('a "b c', ["a", "b c"]),
        ('"a b', ["a b"]),
        ("  \t ", []),
        ("; only", []),
        ("节点\u3000一 2", ["节点\u3000一", "2"]),
        ("a\r\rb\r", ["a", "b"]),
    ],
)
def test_tokens(line, tokens):
    assert tokens_of(line) == tokens


@pytest.mark.parametrize(
    "heading, section",
    [
        ("[JUNCTIONS]", "JUNCTIONS"), ("[junc", "JUNCTIONS"), ("[Option]", "OPTIONS"), ("[INLET_USAGE]", "INLET_USAGE"),
        ("[INLETS]", "INLETS"), ("[OUTLETS]", "OUTLETS"), ("[EVAP]", "EVAPORATION"), ("[JUN]", None), ("[", None),
        ("[KURVES]", None), ("[TEMP]", None),
    ],
)  # fmt: skip
def test_headings(heading, section):
    found = section_of(heading)
    assert (found and found.name) == section


def test_sections_in_parts_and_comments():
    text = "title\n[CURVES]\n;above\na 1\n;;ruler\nb 2\n[MAP]\nx\n[curve]\nc 3 ;end\n"
    sections, unknown = sections_of(text)
    assert [line.tokens for line in sections["CURVES"]] == [["a", "1"], ["b", "2"], ["c", "3"]]
    assert [line.number for line in sections["CURVES"]] == [4, 6, 10]
    assert [line.comment for line in sections["CURVES"]] == ["above", "", ""]
    assert sections["TITLE"][0].text == "title" and not unknown


@pytest.mark.parametrize(
    "text, encoding", [("Jéan ß", "latin-1"), ("节点一 污水管", "gb18030"), ("节点 é", "utf-8"), ("plain", "utf-8")]
)
def test_any_encoding_comes_back(text, encoding):
    data = text.encode(encoding)
    read, found = decode(data)
    assert read == text and read.encode(found) == data


def test_byte_order_marks():
    assert decode("\ufeffname".encode())[0] == "name"
    assert decode("name".encode("utf-16"))[0] == "name"


def test_binary():
    assert is_binary(b"\x00\x01\x02" * 50) and is_binary(bytes(range(1, 32)) * 9)
    assert not is_binary("[TITLE]\r\n节点\x1a".encode()) and not is_binary("[TITLE]".encode("utf-16"))
