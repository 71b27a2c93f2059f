"""Hooks of the site.

Links that leave docs/ point to the sources, whose address is in pyproject.toml. Pages that mkdocs.yml gives no place
stand under "More", so that every page is reached.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)#\s]+)(#[^)\s]*)?\)")


def on_config(config: Any) -> Any:
    """Give every page a place."""
    docs = Path(config["docs_dir"])
    placed = set(_pages(config["nav"]))
    pages = sorted(path.relative_to(docs).as_posix() for path in docs.rglob("*.md"))
    more = [page for page in pages if page not in placed]
    if more:
        config["nav"].append({"More": more})
    return config


def _pages(nav: Any) -> Iterator[str]:
    """The pages that a part of the navigation names."""
    if isinstance(nav, str):
        yield nav
    for part in nav.values() if isinstance(nav, dict) else nav if isinstance(nav, list) else ():
        yield from _pages(part)


def on_page_markdown(markdown: str, page: Any, config: Any, **_: Any) -> str:
    """Rewrite the links of a page."""
    docs, here = Path(config["docs_dir"]).resolve(), Path(page.file.abs_src_path).parent

    def outside(found: re.Match[str]) -> str:
        target = (here / found[1]).resolve()
        if target.is_relative_to(docs) or not target.exists():  # what is not there the strict build tells of
            return found[0]
        kind = "tree" if target.is_dir() else "blob"
        return f"]({PROJECT['urls']['Source']}/{kind}/main/{target.relative_to(ROOT).as_posix()}{found[2] or ''})"

    return LINK.sub(outside, markdown)
