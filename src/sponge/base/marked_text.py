# SPDX-License-Identifier: Apache-2.0
"""Pages of which a part is made from the program: what stands between two marks is made anew, all else is by hand."""

from __future__ import annotations


def between(page: str, begin: str, end: str, text: str) -> str:
    """The page with ``text`` between the marks; ValueError where one of them is missing."""
    before, found, rest = page.partition(begin)
    _, closed, after = rest.partition(end)
    if not (found and closed):
        raise ValueError(f"the page has no table between '{begin}' and '{end}'")
    return f"{before}{begin}\n{text}{end}{after}"
