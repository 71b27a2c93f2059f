"""Marked places of a page: ``<!-- made: NAME -->`` to ``<!-- end: NAME -->``; what stands between is written anew."""

from __future__ import annotations

import re
from collections.abc import Mapping

PLACE = re.compile(r"<!-- made: (?P<name>[\w-]+) -->\n(?P<body>.*?)<!-- end: (?P=name) -->", re.DOTALL)
MARK = re.compile(r"<!-- (?:made|end): [\w-]+ -->")


class PageError(Exception):
    """A page whose marks do not fit what is to be written."""


def places(page: str) -> dict[str, str]:
    """What stands in each marked place, in the order of the page."""
    found = [(m["name"], m["body"]) for m in PLACE.finditer(page)]
    if 2 * len(found) != len(MARK.findall(page)):
        raise PageError("a mark of the page has no partner, or stands inside another")
    if len(dict(found)) != len(found):
        raise PageError("two places of the page have the same name")
    return dict(found)


def filled(page: str, texts: Mapping[str, str]) -> str:
    """The page with texts in their places; those that are not given stay as they are."""
    unknown = set(texts) - set(places(page))
    if unknown:
        raise PageError(f"the page has no place for {', '.join(sorted(unknown))}")

    def anew(place: re.Match[str]) -> str:
        name = place["name"]
        body = texts[name].strip() + "\n" if name in texts else place["body"]
        return f"<!-- made: {name} -->\n{body}<!-- end: {name} -->"

    return PLACE.sub(anew, page)


def table(head: list[str], rows: list[list[object]]) -> str:
    """A table of Markdown."""
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    return "\n".join([*lines, *("| " + " | ".join(map(str, row)) + " |" for row in rows)])
