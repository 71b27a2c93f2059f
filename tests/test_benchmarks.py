"""The benchmark's own parts: the invented network is sound, the mean counts what it says."""

from __future__ import annotations

from pathlib import Path

import pytest
import startup
from engines import epa, one_thread
from speed import committed_ratios, geometric_mean, slower
from synthetic import diameter, network

import sponge


@pytest.mark.parametrize("count", [5, 37])
def test_invented_network_is_sound(tmp_path: Path, count: int) -> None:
    """As many conduits as asked for, no problem found, and EPA runs it."""
    file = tmp_path / "net.inp"
    file.write_text(network(count, hours=1))
    assert not [p for p in sponge.check_inp(file) if p.fatal]
    assert len(sponge.read_inp(file).conduits) == count
    assert abs(epa(file, timeout=60).routing_error) < 5.0


def test_pipes_grow_with_their_area() -> None:
    sizes = [diameter(hectares, 0.004) for hectares in (0.3, 1, 3, 10, 30)]
    assert sizes == sorted(sizes) and len(set(sizes)) == len(sizes)


def test_one_thread_replaces_the_models_own() -> None:
    text = one_thread("[OPTIONS]\nTHREADS  8\nROUTING_STEP 5\n")
    assert text.count("THREADS") == 1 and "THREADS 1" in text and "ROUTING_STEP 5" in text


def test_geometric_mean_counts_large_shared_models_first() -> None:
    rows = [
        {"links": 500, "ratio": 0.5, "group": "shared"},
        {"links": 1000, "ratio": 2.0, "group": "shared"},
        {"links": 10, "ratio": 9.0, "group": "shared"},
        {"links": 500, "ratio": 7.0, "group": "synthetic"},
        {"group": "shared", "skipped": "refused"},
    ]
    assert geometric_mean(rows) == pytest.approx(1.0)
    assert geometric_mean([rows[3]]) == pytest.approx(7.0)
    assert geometric_mean([rows[4]]) is None


def test_gate_fails_where_a_ratio_is_a_fifth_above_the_committed_one() -> None:
    committed = {"a": 0.5, "b": 0.4, "small": 0.1}
    a, b = {"model": "a", "links": 500, "ratio": 0.59}, {"model": "b", "links": 400, "ratio": 0.49}
    assert slower([a], committed, 1.2) == []
    (why,) = slower([a, b], committed, 1.2)
    assert why.startswith("b: 0.490")
    assert slower([a, b, {"model": "small", "links": 10, "ratio": 9.0}], committed, 1.25) == []
    assert slower([{**a, "ratio": float("nan")}], committed, 1.2)


def test_gate_of_starting_up_goes_by_ratio() -> None:
    """And fails where something was not timed."""
    committed = {"help": 0.1, "ten nodes": 1.5}
    times = {"help": {"ratio": 0.13}, "ten nodes": {"ratio": 1.5}}
    assert startup.slower(times, committed, 1.35) == []
    (why,) = startup.slower(times | {"ten nodes": {"ratio": 2.1}}, committed, 1.35)
    assert why.startswith("ten nodes: 2.100")
    assert startup.slower({}, committed, 1.35)


def test_gate_fails_where_nothing_was_timed() -> None:
    committed = {"a": 0.5}
    for rows in ([], [{"model": "other", "links": 900, "ratio": 0.1}], [{"model": "a", "links": 30, "ratio": 0.1}]):
        assert "was timed" in slower(rows, committed, 1.2)[0]
    timed = {"model": "a", "links": 500, "ratio": 0.5}
    assert slower([timed], {}, 1.2)
    assert slower([timed, {"model": "b", "skipped": "refused"}], {"a": 0.5, "b": 0.4}, 1.2) == [
        "b is no longer run: refused"
    ]


def test_every_committed_ratio_is_one() -> None:
    assert all(0.0 < ratio < 1.0 for ratio in committed_ratios().values())
