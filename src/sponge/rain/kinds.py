# SPDX-License-Identifier: Apache-2.0
"""Every kind of rain, and reading one from a table of keys.

A new kind is a module with its class and one line in ``STORMS``: what a scenario accepts, the options and the help of
``sponge storm`` and its list follow from that.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any, Union

from pydantic import Field, TypeAdapter, ValidationError, WrapValidator

from sponge.base.errors import UsageError
from sponge.base.toml_keys import one_of
from sponge.rain.areal import KINDS as AREAL_KINDS
from sponge.rain.chicago import Chicago
from sponge.rain.csv_storm import Csv
from sponge.rain.curves import Huff, Scs
from sponge.rain.generated import Generated
from sponge.rain.geometric import Rectangular, Triangular
from sponge.rain.pattern24 import Pattern24
from sponge.rain.recorded import Recorded
from sponge.rain.series import Series
from sponge.rain.storm import Rain

STORMS: tuple[type[Rain], ...] = (
    Chicago, Pattern24, Rectangular, Triangular, Scs, Huff, Csv, Recorded, Series, Generated,
)  # fmt: skip
KINDS: dict[str, type[Rain]] = {storm.model_fields["kind"].default: storm for storm in STORMS}

if TYPE_CHECKING:
    RainSpec = Rain  # to a type checker, which cannot follow a union made of a tuple
else:
    RainSpec = Annotated[Union[STORMS], Field(discriminator="kind"), WrapValidator(one_of("rain", KINDS))]  # noqa: UP007
TAGS = {*KINDS, *AREAL_KINDS}  # pydantic names the kind in an error's path
ADAPTER: TypeAdapter[Any] = TypeAdapter(RainSpec)


def rain_spec(keys: Mapping[str, Any] | Rain, where: str = "rain") -> Rain:
    """The rain of a table of keys. UsageError names every key that is wrong; `where` stands before it."""
    try:
        return ADAPTER.validate_python(keys)
    except ValidationError as error:
        raise UsageError("\n".join(_line(e, where) for e in error.errors())) from None


def _line(error: Any, where: str) -> str:
    path = [str(part) for part in error["loc"] if part not in TAGS]
    return f"{'.'.join([where, *path])}: {error['msg']}"
