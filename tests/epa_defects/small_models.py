"""Small models as .inp text for the tests of EPA's defects."""

from __future__ import annotations

from typing import Any

FT, IN, CFS = 0.3048, 0.0254, 0.3048**3


def text_of(
    *sections: str, units: str = "CMS", routing: str = "DYNWAVE", start: str = "00:00", date: str = "01/01/2021",
    hours: float = 1.0, step: float = 10.0, wet: float = 60.0, dry: float = 60.0, report: float = 60.0, **options: Any,
) -> str:  # fmt: skip
    """A model that runs for so many hours (steps in seconds), with further [OPTIONS] by name."""
    begin = _minutes(start)
    end = begin + round(hours * 60)
    month, day, year = (int(part) for part in date.split("/"))
    rows = {
        "FLOW_UNITS": units, "FLOW_ROUTING": routing, "START_DATE": date, "START_TIME": start,
        "END_DATE": f"{month:02d}/{day + end // 1440:02d}/{year}",
        "END_TIME": f"{end % 1440 // 60:02d}:{end % 60:02d}", "ROUTING_STEP": step, "WET_STEP": _clock(wet),
        "DRY_STEP": _clock(dry), "REPORT_STEP": _clock(report), "INFILTRATION": "HORTON",
    }  # fmt: skip
    rows |= {key.upper(): value for key, value in options.items()}
    return "\n".join(["[OPTIONS]", *(f"{key} {value}" for key, value in rows.items()), "", *sections, ""])


def _minutes(time: str) -> int:
    hours, minutes = time.split(":")
    return 60 * int(hours) + int(minutes)


def _clock(seconds: float) -> str:
    whole = round(seconds)
    return f"{whole // 3600:02d}:{whole // 60 % 60:02d}:{whole % 60:02d}"
