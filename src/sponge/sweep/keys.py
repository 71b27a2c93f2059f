"""What every table of a scenario file has: no unknown keys, durations, and all problems at once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, TypeAdapter, ValidationError

from sponge.base.errors import UsageError
from sponge.base.times import seconds_of
from sponge.sweep.problems import key_path, near, refuse

Schema = TypeVar("Schema", bound=BaseModel)


class Keys(BaseModel):
    """A table whose keys are all known."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False, protected_namespaces=())


def _seconds(value: Any) -> float:
    """A duration in s, which may be zero."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise ValueError("a duration is written 6h, 30min or as a number of seconds")
    if value == 0 or (isinstance(value, str) and value.strip(" 0.smhdinour") == "" and "0" in value):
        return 0.0
    try:
        return seconds_of(value)
    except (UsageError, ValueError) as error:
        raise ValueError(str(error)) from None


Duration = Annotated[float, BeforeValidator(_seconds)]


def checked(schema: type[Schema], tables: Mapping[str, Any], file: str) -> Schema:
    """The tables as their schema; UsageError names every problem with the path of its key."""
    try:
        return TypeAdapter(schema).validate_python(dict(tables))
    except ValidationError as error:
        raise refuse(file, list(dict.fromkeys(_line(e, schema) for e in error.errors()))) from None


def _line(error: Any, schema: type[BaseModel]) -> str:
    location = [part for part in error["loc"] if not _is_tag(part, error)]
    path, kind = key_path(location), error["type"]
    if kind == "extra_forbidden":
        known = _known_keys(schema, error["loc"][:-1])
        return f"{path}: unknown key{near(str(location[-1]), known)}"
    if kind == "missing":
        return f"{path}: this key is required"
    text = error["msg"].removeprefix("Value error, ")
    return f"{path}: {text}" if path else text


def _is_tag(part: Any, error: Any) -> bool:
    """Pydantic puts the kind of a distribution into the path: no reader wrote it there."""
    return part in TAGS and not (error["type"] == "extra_forbidden" and part == error["loc"][-1])


TAGS = ("uniform", "normal", "lognormal", "triangular", "choice", "float", "str", "int", "bool", "list[any]")


def _known_keys(schema: Any, location: tuple[Any, ...]) -> list[str]:
    """The keys of the table at a place, as far as schemas tell."""
    for part in location:
        schema = _inside(schema, part)
        if schema is None:
            return []
    return list(getattr(schema, "model_fields", {}))


def _inside(schema: Any, part: Any) -> Any:
    """The schema of what stands under a key, an index or the tag of a union."""
    if isinstance(part, int):
        return schema
    fields = getattr(schema, "model_fields", None)
    if fields is not None and part in fields:
        return _model_in(fields[part].annotation, part)
    return _model_in(schema, part)


def _model_in(annotation: Any, part: Any) -> Any:
    """The first schema within an annotation; of a union of kinds the whole, or the one whose kind is ``part``."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    found = [_model_in(inner, part) for inner in getattr(annotation, "__args__", ())]
    models = [model for model in found if model is not None]
    tagged = [m for m in models if "kind" in getattr(m, "model_fields", {}) and m.model_fields["kind"].default == part]
    if tagged:
        return tagged[0]
    return models[0] if len(models) == 1 else annotation if models else None
