"""The sparse solution is that of the whole matrix."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from sponge.engine.implicit.elimination import eliminate, least_degree, solve
from sponge.engine.network import JUNCTION, OUTFALL


def network(kinds: list[int], links: list[tuple[int, int]]) -> SimpleNamespace:
    """Nodes of some kinds and links between them."""
    up, down = np.array(links, np.int64).reshape(-1, 2).T
    return SimpleNamespace(
        nodes=SimpleNamespace(kind=np.array(kinds)), links=SimpleNamespace(up=up, down=down, kind=np.zeros(len(up)))
    )


@pytest.mark.parametrize("seed", range(4))
def test_solves_what_numpy_solves(seed):
    """Networks with loops, parallel links and two outfalls."""
    rng = np.random.default_rng(seed)
    n = 30
    links = [(i, int(rng.integers(i + 1, n))) for i in range(n - 1)] + [tuple(rng.integers(0, n, 2)) for _ in range(15)]
    links += links[:3]
    kinds = [JUNCTION] * (n - 2) + [OUTFALL] * 2
    found = eliminate(network(kinds, links))
    free, m = found.node.size, found.later.size
    entries = np.zeros(free + 2 * m)
    whole = np.zeros((n, n))
    for i in range(n - 2):
        whole[i, i] = entries[found.pivot[i]] = 20.0 + i
    for j in range(len(links)):
        if found.forth[j] >= 0:
            entries[found.forth[j]] += -rng.random()
            entries[found.back[j]] += -rng.random()
    for j, (a, b) in enumerate(links):
        if found.forth[j] >= 0:
            whole[a, b], whole[b, a] = entries[found.forth[j]], entries[found.back[j]]
    rhs = rng.random(free)
    expected = np.linalg.solve(whole[np.ix_(found.node, found.node)], rhs)
    solve(found, entries, rhs)
    np.testing.assert_allclose(rhs, expected, rtol=1e-12)


def test_a_tree_has_no_fill_in():
    """Leaves go first."""
    neighbours = [{1}, {0, 2, 3}, {1}, {1, 4}, {3}]
    _, rows = least_degree([set(others) for others in neighbours])
    assert sum(map(len, rows)) == 4
