# SPDX-License-Identifier: Apache-2.0
"""A block of lanes run to its end into a sink, whatever becomes of single ones.

Lanes run together where they share what a batch must share (steps, flags, shapes of tables) and in a batch of their
own where not, so that no lane's result depends on its company. A lane that could not be made, and one whose numbers
ran away or whose solver found no heads any more, has NaN and status 4.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sponge.base.errors import ModelError, SpongeError
from sponge.model.compile import compile_model
from sponge.model.model import Model
from sponge.model.step_cache import StepCache
from sponge.model.validate import validate
from sponge.simulation.ensemble import MOST, Ensemble, rained_area
from sponge.simulation.run import Sink, simulate

Report = Callable[[float], None]  # fraction of the block that is done
BLOCK = MOST  # lanes that run together
SIMULATING = 0.99  # share of a block's work: the rest is writing


@dataclass(frozen=True)
class Ended:
    """How the lanes of a block ended: status and, where it is not 0, why."""

    status: tuple[int, ...]
    reasons: tuple[str, ...]


def run_lanes(
    models: Sequence[Model | str], sink: Sink, report: Report | None = None, step_cache: StepCache | None = None,
    width: int = 1, counts: bool = False,
) -> Ended:  # fmt: skip
    """Run models side by side into a sink; a text instead of a model says why there is none.

    ``step_cache`` is of the models that came before, ``width`` the lanes of the blocks that came before. With
    ``counts`` what EPA SWMM's report counts is counted.
    """
    networks, reasons = _compiled(models, step_cache or StepCache(), counts)
    lanes = Ensemble(networks, width, [rained_area(model) for model in models])
    start = next((m.options.start for m in models if isinstance(m, Model)), datetime.min)

    def tell(share: float, _: datetime) -> None:
        if report:
            report(SIMULATING * share)

    outcome = simulate(lanes, sink, start, progress=tell, whole=True)
    reasons = [reason or outcome.reason(lane) for lane, reason in enumerate(reasons)]
    return Ended(tuple(map(int, outcome.status)), tuple(reasons))


def _compiled(
    models: Sequence[Model | str], step_cache: StepCache, counts: bool
) -> tuple[list[Any | None], list[str]]:
    """Networks by lane, and why a lane has none."""
    networks: list[Any | None] = []
    reasons = []
    for model in models:
        network, reason = None, "" if isinstance(model, Model) else model
        if isinstance(model, Model):
            try:
                network = compile_model(model, step_cache, counts)
            except Exception as error:  # what validation lets through and compiling does not: this lane's own
                reason = f"{type(error).__name__}: {error}"
        networks.append(network)
        reasons.append(reason)
    return networks, reasons


def valid(make: Callable[[], Model], step_cache: StepCache | None = None) -> Model | str:
    """A lane's model found sound, or why it is not; ``step_cache`` is of the lanes before."""
    try:
        model = make()
    except ModelError as error:
        return _reason(error.problems)
    except SpongeError as error:
        return str(error)
    problems = [problem for problem in validate(model, step_cache) if problem.fatal]
    return _reason(problems) if problems else model


def _reason(problems: list[Any]) -> str:
    more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
    return f"{problems[0]}{more}"
