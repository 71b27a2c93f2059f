"""Sweeps of the small model over return periods of rain and roughness: all pairs, or a sample."""

from __future__ import annotations

from collections.abc import Sequence

HEAD = 'model = "small.inp"\nlead = 0\ntail = "10min"\n'
RAIN = 'rain = { kind = "chicago", return_period = 2, duration = "30min" }\n'
YEARS = '[[vary]]\nname = "years"\nrain = "return_period"\n'
ROUGH = '[[vary]]\nname = "rough"\ntarget = "conduit[*].roughness"\nop = "*="\n'


def all_pairs(years: Sequence[float], factors: Sequence[float], head: str = "") -> str:
    """A scenario for each pair of a return period [years] and a factor of roughness."""
    return f"{head}{HEAD}{RAIN}{YEARS}values = {list(years)}\n{ROUGH}values = {list(factors)}\n"


def sampled(n: int, measures: str, head: str = "") -> str:
    """So many scenarios of a Latin hypercube, with ``measures`` a TOML list of their sets."""
    years = 'distribution = { kind = "uniform", low = 1, high = 50 }\n'
    factors = 'distribution = { kind = "triangular", low = 0.7, mode = 1, high = 1.5 }\n'
    works = f'[[vary]]\nname = "works"\nmeasures = {measures}\n'
    return f'{head}{HEAD}method = "lhs"\nn = {n}\nseed = 5\n{RAIN}{YEARS}{years}{ROUGH}{factors}{works}'
