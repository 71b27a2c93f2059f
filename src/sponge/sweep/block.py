"""A block of lanes run to its end into a sink, whatever becomes of single ones.

Lanes run together where they share what a batch must share (steps, flags, shapes of tables) and in a batch of their
own where not, so that no lane's result depends on its company. A lane that could not be made, and one whose numbers
ran away, has NaN and status 4.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from sponge.api import NUMERICAL_FAILURE, Sink
from sponge.base.arrays import kinds_of
from sponge.base.errors import ModelError, SpongeError
from sponge.engine.batch import WIDTHS
from sponge.model.model import Model
from sponge.model.step_cache import StepCache

Report = Callable[[float], None]  # fraction of the block that is done
BLOCK = WIDTHS[-1]  # lanes that run together
SIMULATING = 0.99  # share of a block's work: the rest is writing
NOT_FINITE = "the numbers ran away (not finite)"


@dataclass(frozen=True)
class Ended:
    """How the lanes of a block ended: status and, where it is not 0, why."""

    status: tuple[int, ...]
    reasons: tuple[str, ...]


def shared_key(network: Any) -> str:
    """A digest of what all lanes of a batch have in common: shared arrays, settings, shapes of the rest."""
    digest = hashlib.sha256()
    _digest(network, digest, True)
    return digest.hexdigest()


POOLS = ("tables", "sections")  # merged lane by lane, whatever their length


def _digest(table: Any, digest: Any, named: bool) -> None:
    for name, kind in kinds_of(type(table)).items():
        value = getattr(table, name)
        if value is None or (kind == "table" and name in POOLS):
            continue
        if hasattr(value, "_fields"):
            _digest(value, digest, named)
        elif kind in ("lane", "ref"):
            digest.update(f"{name}{np.shape(value)}".encode())
        else:
            array = np.ascontiguousarray(value)
            digest.update(f"{name}{array.shape}{array.dtype}".encode() + array.tobytes())


class Company:
    """The batches of a block, seen as one: rows and summaries have a lane for each model, NaN where there is none."""

    def __init__(self, networks: Sequence[Any | None], width: int = 1):
        from sponge.engine.batch import Batch

        groups: dict[str, list[int]] = {}
        for lane, network in enumerate(networks):
            if network is not None:
                groups.setdefault(shared_key(network), []).append(lane)
        self.n_lanes = len(networks)
        self.groups = list(groups.values())
        self.undivided = len(self.groups) == 1 and len(self.groups[0]) == self.n_lanes
        whole = [[n for n in map(networks.__getitem__, lanes) if n is not None] for lanes in self.groups]
        self.batches = [Batch(group, width if self.undivided else 1) for group in whole]

    @property
    def failed(self) -> np.ndarray:
        """Lanes that ran away, or never began, (lane,)."""
        return self._spread([np.asarray(batch.health) != 0 for batch in self.batches], True)

    def reports(self) -> Iterator[tuple[float, Any]]:
        """The rows of all lanes at each reporting time."""
        for rows in zip(*(batch.reports() for batch in self.batches), strict=True):
            yield rows[0][0], self._row([row for _, row in rows])

    def _row(self, parts: list[Any]) -> Any:
        """One row from those of the batches."""
        if self.undivided and not self.batches[0].health.any():
            return parts[0]
        failed = self.failed
        fields = [self._spread([part[i] for part in parts], np.nan) for i in range(len(parts[0]))]
        if failed.any():
            for values in fields:
                values[..., failed] = np.nan
        return type(parts[0])(*fields)

    def summary(self) -> dict[str, np.ndarray]:
        """The summaries of all lanes."""
        parts, failed = [batch.summary() for batch in self.batches], self.failed
        found = {}
        for name in parts[0] if parts else ():
            values = self._spread([np.array(part[name], float) for part in parts], np.nan)
            values[..., failed] = np.nan
            found[name] = values
        return found

    def _spread(self, parts: list[np.ndarray], missing: Any) -> np.ndarray:
        """One array with all lanes from those of the batches."""
        if self.undivided:
            return parts[0]
        shape = parts[0].shape[:-1] if parts else ()
        whole = np.full((*shape, self.n_lanes), missing, parts[0].dtype if parts else bool)
        for lanes, part in zip(self.groups, parts, strict=True):
            whole[..., lanes] = part
        return whole


def run_lanes(
    models: Sequence[Model | str], sink: Sink, report: Report | None = None, step_cache: StepCache | None = None,
    width: int = 1,
) -> Ended:  # fmt: skip
    """Run models side by side into a sink; a text instead of a model says why there is none.

    ``step_cache`` is of the models that came before, ``width`` the lanes of the blocks that came before.
    """
    networks, reasons = _compiled(models, step_cache or StepCache())
    company = Company(networks, width)
    duration = next((m.options.duration for m in models if isinstance(m, Model)), 1.0)
    for moment, row in company.reports():
        sink.append(moment, row)
        if report:
            report(SIMULATING * min(moment / max(duration, 1e-9), 1.0))
    summary = company.summary()
    _add_rain_depth(summary, models)
    failed = company.failed
    sink.summarise(summary, np.where(failed, NUMERICAL_FAILURE, 0))
    reasons = [reason or (NOT_FINITE if lost else "") for reason, lost in zip(reasons, failed, strict=True)]
    return Ended(tuple(NUMERICAL_FAILURE if lost else 0 for lost in failed), tuple(reasons))


def _compiled(models: Sequence[Model | str], step_cache: StepCache) -> tuple[list[Any | None], list[str]]:
    """Networks by lane, and why a lane has none."""
    from sponge.model.compile import compile_model

    networks: list[Any | None] = []
    reasons = []
    for model in models:
        network, reason = None, "" if isinstance(model, Model) else model
        if isinstance(model, Model):
            try:
                network = compile_model(model, step_cache)
            except Exception as error:  # what validation lets through and compiling does not: this lane's own
                reason = f"{type(error).__name__}: {error}"
        networks.append(network)
        reasons.append(reason)
    return networks, reasons


def valid(make: Callable[[], Model], step_cache: StepCache | None = None) -> Model | str:
    """A lane's model found sound, or why it is not; ``step_cache`` is of the lanes before."""
    from sponge.model.validate import validate

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


def _add_rain_depth(summary: dict[str, np.ndarray], models: Sequence[Model | str]) -> None:
    """Mean rain over the model [m], by lane."""
    if "runoff_rainfall" in summary:
        areas = [sum(s.area for s in m.subcatchments.values()) if isinstance(m, Model) else np.nan for m in models]
        with np.errstate(invalid="ignore", divide="ignore"):
            summary["scenario_rain_depth"] = summary["runoff_rainfall"] / np.array(areas)
