"""How long a large file takes is reported (`pytest -s`); only a hang fails."""

from __future__ import annotations

import time

from inp_texts import read_text


def test_fifty_thousand_lines(tmp_path):
    n = 8000
    rows = {
        "JUNCTIONS": [f"J{i} {1000 - i * 0.01:.3f} 2 0 0 0" for i in range(n)],
        "OUTFALLS": [f"J{n} 900 FREE NO"],
        "CONDUITS": [f"C{i} J{i} J{i + 1} 100 0.013 0 0 0 0" for i in range(n)],
        "XSECTIONS": [f"C{i} CIRCULAR 0.5 0 0 0 1" for i in range(n)],
        "COORDINATES": [f"J{i} {i * 10.5} {i * 3.25}" for i in range(n)],
        "INFLOWS": [f'J{i} FLOW "" FLOW 1.0 1.0 0.01' for i in range(n)],
        "TIMESERIES": [f"T {i // 60}:{i % 60:02d} {i * 0.1:.2f}" for i in range(10_000)],
    }
    text = "".join(f"[{name}]\n" + "\n".join(lines) + "\n" for name, lines in rows.items())
    start = time.perf_counter()
    model = read_text(tmp_path, text)
    took = time.perf_counter() - start
    print(f"{text.count(chr(10))} lines in {took:.2f} s")
    assert len(model.conduits) == n and took < 30
