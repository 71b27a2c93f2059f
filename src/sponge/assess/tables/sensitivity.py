# SPDX-License-Identifier: Apache-2.0
"""What figures hang on in a sampled sweep: rank correlations, the bars of a tornado, Sobol's indices."""

from __future__ import annotations

import numpy as np

from sponge.assess.cases import Case
from sponge.assess.finding import Context
from sponge.assess.tables.figures import FIGURES
from sponge.assess.tables.sobol import indices
from sponge.assess.tables.table import Column, Table, number

FEWEST = 10  # scenarios, and different values of a parameter: fewer are no sample
TAIL = 0.2  # share of the sample at either end of a tornado's bar


def sensitivity(context: Context) -> Table | None:
    """Spearman's rank correlation of every figure with every number that the scenarios of one file vary, and the mean
    of the figure over the lowest and the highest fifth of that number; strongest first, figure by figure."""
    rows = []
    for file in dict.fromkeys(case.file for case in context.cases.sound):
        cases = [case for case in context.cases.sound if case.file == file]
        parameters = varied(cases)
        for key, figure in FIGURES.items() if parameters else ():
            values = np.array([np.nan if (v := figure.value(case, context)) is None else v for case in cases])
            found = [(name, *_bar(numbers, values)) for name, numbers in parameters.items()]
            found = [row for row in found if np.isfinite(row[1])]
            shares = indices(cases, values)
            told = (file, key, figure.en, figure.zh, figure.unit)
            for name, rho, p, low, high, count in sorted(found, key=lambda row: -abs(row[1])):
                both = map(number, shares.get(name, (np.nan, np.nan)))
                rows.append((*told, name, rho, p, number(low), number(high), count, *both))
    if not rows:
        return None
    return Table(
        "sensitivity", "What the figures hang on", "敏感性分析",
        (Column("file", "results", "结果文件"), Column("key", "figure", "编号"), Column("en", "what", "英文名"),
         Column("zh", "in Chinese", "指标"), Column("unit", "unit", "单位"), Column("parameter", "parameter", "参数"),
         Column("rho", "rank correlation", "秩相关系数", "1"), Column("p", "p of none", "显著性p", "1"),
         Column("low", "mean at the lowest fifth", "参数最低五分之一时均值", "-"),
         Column("high", "mean at the highest fifth", "参数最高五分之一时均值", "-"),
         Column("count", "scenarios", "情景数", "1"), Column("first", "Sobol, first order", "Sobol一阶指数", "1"),
         Column("total", "Sobol, total", "Sobol总效应指数", "1")),
        tuple(rows),
    )  # fmt: skip


def varied(cases: list[Case]) -> dict[str, np.ndarray]:
    """Numbers that the cases vary as a sample does: parameter -> its value in each case."""
    if len(cases) < FEWEST:
        return {}
    found = {}
    for name, coordinate in cases[0].results.coords.items():
        if coordinate.ndim == 0 and coordinate.dtype.kind in "fi" and name != "scenario":
            numbers = np.array([float(case.results[name]) for case in cases])
            if len(np.unique(numbers[np.isfinite(numbers)])) >= FEWEST:
                found[str(name)] = numbers
    return found


def _bar(numbers: np.ndarray, values: np.ndarray) -> tuple[float, float, float, float, float]:
    """Correlation and its p, mean of the values at the low and the high end, and how many count."""
    from scipy.stats import spearmanr

    both = np.isfinite(numbers) & np.isfinite(values)
    numbers, values = numbers[both], values[both]
    if len(values) < FEWEST or np.ptp(values) == 0.0 or np.ptp(numbers) == 0.0:
        return np.nan, np.nan, np.nan, np.nan, float(len(values))
    result = spearmanr(numbers, values)
    low, high = np.quantile(numbers, [TAIL, 1.0 - TAIL])
    ends = (float(values[numbers <= low].mean()), float(values[numbers >= high].mean()))
    return float(result.statistic), float(result.pvalue), *ends, float(len(values))
