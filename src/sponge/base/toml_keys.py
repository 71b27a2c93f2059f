# SPDX-License-Identifier: Apache-2.0
"""Tables of keys that a user writes in TOML, on the command line or in Python: checked, with hints.

``Keys`` is the base of every such table. A key that is not known is an error that names the nearest one.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Annotated, Any

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    ValidatorFunctionWrapHandler,
    model_validator,
)
from pydantic_core import InitErrorDetails, PydanticCustomError

from sponge.base.did_you_mean import suggestion_or_list
from sponge.base.errors import UsageError
from sponge.base.times import seconds_of


def wrong(text: str) -> PydanticCustomError:
    """An error of a table of keys, in these words."""
    return PydanticCustomError("key", "{text}", {"text": text})  # type: ignore[arg-type]


def _seconds(value: Any) -> float:
    """A duration in s, or an error that pydantic reports with its key."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise wrong("a duration is written 30s, 5min, 2h or as a number of seconds")
    try:
        return seconds_of(value.lower() if isinstance(value, str) else value)
    except (UsageError, ValueError) as error:
        raise wrong(str(error)) from None


def _seconds_or_none(value: Any) -> float:
    """A duration in s, which may be zero."""
    zero = value.strip(" 0.smhdinour") == "" and "0" in value if isinstance(value, str) else value == 0
    return 0.0 if zero and not isinstance(value, bool) else _seconds(value)


Duration = Annotated[float, BeforeValidator(_seconds)]  # s, longer than zero
DurationOrZero = Annotated[float, BeforeValidator(_seconds_or_none)]  # s
Positive = Annotated[float, Field(gt=0.0)]
Share = Annotated[float, Field(ge=0.0, le=1.0)]


class Keys(BaseModel):
    """A table of keys; one that is not known is an error with the nearest name."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, validate_default=True, allow_inf_nan=False, protected_namespaces=()
    )

    @model_validator(mode="wrap")
    @classmethod
    def _hints(cls, data: Any, handler: ValidatorFunctionWrapHandler) -> Any:
        try:
            return handler(data)
        except ValidationError as error:
            raise ValidationError.from_exception_data(error.title, [cls._hinted(e) for e in error.errors()]) from None

    @classmethod
    def _hinted(cls, error: Any) -> InitErrorDetails:
        kind: Any = error["type"]
        if kind == "extra_forbidden" and len(error["loc"]) == 1:
            kind = wrong(f"unknown key{suggestion_or_list(str(error['loc'][0]), cls.model_fields)}")
        elif kind == "missing":
            kind = wrong("this key is required")
        else:
            kind = PydanticCustomError(kind, "{text}", {"text": error["msg"].removeprefix("Value error, ")})
        return InitErrorDetails(type=kind, loc=error["loc"], input=error["input"])


def one_of(what: str, kinds: Collection[str]) -> Callable[[Any, ValidatorFunctionWrapHandler], Any]:
    """Validator of a table with a key ``kind``; refuses a kind that there is not, with the nearest name."""

    def check(data: Any, handler: ValidatorFunctionWrapHandler) -> Any:
        if isinstance(data, Keys):
            return handler(data)
        if not isinstance(data, Mapping):
            raise wrong(f"{what} is a table of keys: {{kind = '{next(iter(kinds))}', ...}}")
        kind = data.get("kind")
        if kind is None:
            raise wrong(f"{what} needs a kind: {', '.join(kinds)}")
        if not isinstance(kind, str) or kind not in kinds:
            raise wrong(f"unknown kind of {what} '{kind}'{suggestion_or_list(str(kind), kinds)}")
        return handler(data)

    return check
