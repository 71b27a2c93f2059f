# SPDX-License-Identifier: Apache-2.0
"""Bytes to text without ever failing: names in any encoding come through, and go back as they were.

EPA SWMM reads bytes. Of the encodings met in practice UTF-8 is certain where it decodes; else GB 18030 if every byte
pair fits it and it yields Chinese characters, else Latin-1, which maps every byte to a character and back.
"""

from __future__ import annotations

import codecs

UTF16 = {codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}


def decode(data: bytes) -> tuple[str, str]:
    """(text, encoding); writing the text with this encoding gives the bytes back, but for a byte order mark."""
    if data[:2] in UTF16:
        return data.decode("utf-16", errors="replace"), "utf-8"
    if data.startswith(codecs.BOM_UTF8):
        data = data[len(codecs.BOM_UTF8) :]
    for encoding in ("utf-8", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if encoding == "utf-8" or _looks_chinese(text):
            return text, encoding
    return data.decode("latin-1"), "latin-1"


def _looks_chinese(text: str) -> bool:
    """Whether most characters outside ASCII are common Chinese ones: accented Latin read as GBK is not."""
    foreign = [c for c in text if c > "\x7f"]
    common = sum("\u4e00" <= c <= "\u9fff" or "\u3000" <= c <= "\u303f" or "\uff00" <= c <= "\uffef" for c in foreign)
    return common > 0.8 * len(foreign)


def is_binary(data: bytes) -> bool:
    """Whether a file holds zero bytes or mostly control characters: no text file does."""
    head = data[:65536]
    if head[:2] in UTF16:
        return False
    control = sum(head.count(bytes((c,))) for c in range(32) if c not in (9, 10, 12, 13, 26))
    return b"\0" in head or control > len(head) // 20
