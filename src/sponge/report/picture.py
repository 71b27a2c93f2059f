"""One picture of a results file: the map of its zones, and the worst zone over time."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sponge.base.errors import UsageError
from sponge.report import draw_series, palette
from sponge.report.content import Content, pick
from sponge.report.draw_map import draw_map
from sponge.report.fonts import families, plain, text_of
from sponge.report.furniture import colour_bar, legend, limits_of, scale_and_north
from sponge.report.key_figures import KeyFigure
from sponge.report.map_data import MapData, find_folder, node_places, read_map
from sponge.report.open_results import open_results
from sponge.report.scenarios import choose

SIZE, DPI = (12.0, 6.75), 200  # inches; 2400 x 1350 pixels
SUFFIXES = (".png", ".svg", ".pdf")
LEFT, RIGHT = 0.03, 0.665  # where the two columns begin
PANELS = ((0.70, 0.13), (0.415, 0.225), (0.105, 0.225))  # bottom and height of the panels on the right
NOTE = "The zones' polygons and the network are synthetic; only towns and rivers lie where they are."


def write_picture(
    results: Path | str, output: Path | str, *, model: Path | str | None = None, base: str = "", compare: str = "",
    return_period: float | None = None, overwrite: bool = False,
) -> dict[str, Any]:  # fmt: skip
    """Draw the picture of a results file; what it shows, as facts. UsageError tells what is missing."""
    results, output = Path(results), Path(output)
    check_picture(output, overwrite)
    with open_results(results) as dataset:
        folder = find_folder(Path(model) if model else None, results, str(dataset.attrs.get("model", "")))
        content = pick(dataset, choose(dataset, base, compare, return_period))
        data = read_map(folder, node_places(dataset))
    if not set(content.zones) & set(data.zones):
        raise UsageError(f"no zone of {results} is in {folder / 'zones.geojson'}: give the model of the run (--model)")
    _save(draw(content, data), output)
    return facts(content, data, output)


def check_picture(output: Path, overwrite: bool) -> None:
    """Refuse what cannot be drawn or written before anything is read."""
    from sponge.results.writer import check_output

    if output.suffix.lower() not in SUFFIXES:
        raise UsageError(f"{output}: a picture ends in {', '.join(SUFFIXES)}")
    check_output(output, overwrite)
    try:
        import matplotlib  # noqa: F401
    except ImportError as error:
        raise UsageError("a picture needs matplotlib: install it with  pip install 'sponge[plot]'") from error


def facts(content: Content, data: MapData, output: Path) -> dict[str, Any]:
    """What the picture shows, for print and for machines."""
    return {
        "picture": str(output),
        "base": content.pair.base_label,
        "compare": content.pair.compare_label,
        "return_period": content.pair.return_period,
        "worst_zone": content.worst.zone,
        "worst_reason": content.worst_reason,
        "figures": {f.label: {"unit": f.unit, "base": f.base, "compare": f.compare} for f in content.figures},
        "zones_without_value": [z for z in data.zones if z not in content.zones],
        "notes": list(data.notes),
    }


def draw(content: Content, data: MapData) -> Any:
    """The matplotlib Figure."""
    from matplotlib.figure import Figure

    with _style():
        figure = Figure(SIZE, facecolor=palette.PAPER)
        colours, limits = palette.capture_colours(), limits_of(content.capture)
        _heading(figure, content)
        chart = figure.add_axes((LEFT - 0.01, 0.195, 0.61, 0.57))
        draw_map(chart, content, data, colours, limits)
        scale_and_north(chart)
        colour_bar(figure.add_axes((LEFT, 0.105, 0.235, 0.022)), content, colours, limits)
        legend(figure.add_axes((LEFT + 0.27, 0.06, 0.33, 0.115)), data)
        if data.synthetic:
            figure.text(LEFT, 0.022, NOTE, fontsize=7.5, color=palette.SOFT, style="italic")
        panels: list[Any] = []
        for bottom, height in PANELS:
            shared = {"sharex": panels[0]} if panels else {}
            panels.append(figure.add_axes((RIGHT + 0.012, bottom, 0.305, height), **shared))
        draw_series.draw_series(panels, content)
        return figure


def _heading(figure: Any, content: Content) -> None:
    pair = content.pair
    figure.text(LEFT, 0.945, plain(_short(content.title)) or "Stormwater by zone", fontsize=15, weight="bold")
    storm = f"{pair.return_period:g}-year storm" if pair.return_period else ""
    shown = f"map: {pair.base_label.lower()}" if pair.base_label else ""
    against = f"{pair.base_label} against {pair.compare_label.lower()}" if pair.compare is not None else ""
    figure.text(LEFT, 0.908, plain("  ·  ".join(t for t in (storm, against, shown) if t)), fontsize=9.5,
                color=palette.SOFT)  # fmt: skip
    for k, each in enumerate(content.figures):
        _figure(figure, LEFT + 0.117 * k, each)
    zone = content.worst.zone
    figure.text(RIGHT, 0.95, f"Worst zone: {text_of(zone, content.names_zh.get(zone, ''))}", fontsize=11.5,
                weight="bold")  # fmt: skip
    where = f" in {pair.base_label.lower()}" if pair.base_label else ""
    figure.text(RIGHT, 0.92, plain(content.worst_reason + where), fontsize=9, color=palette.SOFT)
    draw_series.legend(figure, content, RIGHT, 0.902)


def _figure(figure: Any, x: float, each: KeyFigure) -> None:
    """A label above, the figure below; an arrow to the compared one."""
    figure.text(x, 0.86, f"{each.label}, {each.unit}", fontsize=8, color=palette.SOFT)
    first = figure.text(x, 0.815, _number(each.base), fontsize=14, weight="bold", color=palette.BASE)
    if each.compare is None:
        first.set_color(palette.INK)
        return
    figure.draw_without_rendering()
    box = first.get_window_extent().transformed(figure.transFigure.inverted())
    figure.text(box.x1 + 0.006, 0.815, "→ " + _number(each.compare), fontsize=14, weight="bold", color=palette.COMPARE)


def _number(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100.0 else f"{value:.1f}" if abs(value) >= 10.0 else f"{value:.2g}"


def _short(title: str, most: int = 58) -> str:
    """The first sentence of a title, cut at a word."""
    first = title.split(". ")[0].split(" (")[0].strip()
    return first if len(first) <= most else first[:most].rsplit(" ", 1)[0] + " …"


@contextmanager
def _style() -> Iterator[None]:
    import matplotlib

    settings = {"font.family": list(families()), "text.color": palette.INK, "svg.fonttype": "path",
                "axes.unicode_minus": False}  # fmt: skip
    with matplotlib.rc_context(settings):
        yield


def _save(figure: Any, output: Path) -> None:
    """Written aside and renamed."""
    aside = output.with_name(f".{output.stem}.{os.getpid()}.tmp{output.suffix}")
    try:
        with _style():
            figure.savefig(aside, dpi=DPI, metadata={"Title": "sponge report"} if output.suffix == ".png" else None)
        os.replace(aside, output)
    except OSError as error:
        raise UsageError(f"cannot write {output}: {error.strerror or error}") from error
    finally:
        aside.unlink(missing_ok=True)
