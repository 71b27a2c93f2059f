"""A hook of the site: links that leave docs/ point to the project's sources, whose address is in pyproject.toml."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)#\s]+)(#[^)\s]*)?\)")


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
