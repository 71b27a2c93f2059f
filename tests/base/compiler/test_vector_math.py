"""Elementary functions of numbers and lanes: good to a unit in the last place, and the same bits in any width."""

from __future__ import annotations

import numpy as np
import pytest

from sponge.base.compiler import (
    exponential,
    inverse_cube_root,
    inverse_fifth_root,
    kernel,
    load,
    logarithm,
    near_four_thirds,
    power,
    store,
)

EXACT = {
    "exponential": np.exp, "logarithm": np.log, "inverse_cube_root": lambda x: 1.0 / np.cbrt(x),
    "inverse_fifth_root": lambda x: x ** (np.longdouble(-1.0) / 5), "square root": np.sqrt,
    "power": lambda x: x ** np.longdouble(0.7), "near_four_thirds": lambda x: np.cbrt(x) * x,
}  # fmt: skip
random = np.random.default_rng(1)
WIDE = 10.0 ** random.uniform(-250.0, 250.0, 4000)
NEAR = np.concatenate([WIDE, random.uniform(0.5, 2.0, 4000)])
POINTS = {
    "exponential": np.concatenate([random.uniform(-745.0, 709.0, 4000), random.uniform(-1.0, 1.0, 4000)]),
    "logarithm": np.concatenate([NEAR[:-8], [5e-324, 1e-310, 2.3e-308, 1.7e308, 1.0, np.nextafter(1, 2), 0.5, 2.0]]),
    "inverse_cube_root": NEAR, "inverse_fifth_root": NEAR, "square root": NEAR, "power": NEAR,
    "near_four_thirds": NEAR[-4000:],
}  # fmt: skip


@kernel
def evaluate(which, x, out, lanes):
    """One of the functions of every number, a row of lanes at a time."""
    for i in range(x.shape[0]):
        v = load(x, i, lanes)
        if which == 0:
            store(out, i, exponential(v))
        elif which == 1:
            store(out, i, logarithm(v))
        elif which == 2:
            store(out, i, inverse_cube_root(v))
        elif which == 3:
            store(out, i, inverse_fifth_root(v))
        elif which == 6:
            store(out, i, near_four_thirds(v))
        else:
            store(out, i, power(v, 0.5 if which == 4 else 0.7))


def found(name: str, x: np.ndarray, width: int) -> np.ndarray:
    out = np.zeros_like(x)
    evaluate(list(EXACT).index(name), x.reshape(-1, width), out.reshape(-1, width), (0.0,) * width)
    return out


@pytest.mark.parametrize("name", EXACT)
def test_good_to_the_last_place_or_as_it_says(name):
    x = POINTS[name]
    exact = EXACT[name](x.astype(np.longdouble))
    if name.startswith("near"):
        assert np.abs(found(name, x, 8) / exact - 1.0).max() < 4e-7
        return
    ulps = np.abs(found(name, x, 8) - exact) / np.spacing(np.abs(exact.astype(float)))
    assert ulps.max() < (2.5 if name.startswith("inverse") else 1.0)


@pytest.mark.parametrize("name", EXACT)
def test_the_same_bits_in_any_width(name):
    x = POINTS[name]
    assert (found(name, x, 1).view(np.int64) == found(name, x, 8).view(np.int64)).all()


def test_ends_of_the_range():
    x = np.array([-np.inf, -800.0, 0.0, 710.0, np.inf, np.nan, -0.0, 1.0])
    with np.errstate(over="ignore"):
        assert found("exponential", x, 8)[:7] == pytest.approx(np.exp(x)[:7], nan_ok=True, abs=0.0)
    x = np.array([0.0, -1.0, np.inf, np.nan, 1.0, -np.inf, -0.0, 2.0])
    with np.errstate(divide="ignore", invalid="ignore"):
        assert found("logarithm", x, 8)[:7] == pytest.approx(np.log(x)[:7], nan_ok=True, abs=0.0)


@pytest.mark.parametrize("x", [1e-200, 0.3, 1.0, 7.5, 1e200])
def test_also_without_compiler(x):
    """What coverage sees: the same equations in plain numbers."""
    assert logarithm.py_func(x) == pytest.approx(np.log(x), rel=1e-15)
    assert exponential.py_func(-x) == pytest.approx(np.exp(-x), rel=1e-15)
