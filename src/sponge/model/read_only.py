# SPDX-License-Identifier: Apache-2.0
"""Dicts that nobody can change: a Model's tables are shared by all that was made of it."""

from __future__ import annotations

from typing import Any, NoReturn, TypeVar

K = TypeVar("K")
V = TypeVar("V")


class ReadOnly(dict[K, V]):
    """A dict that refuses to be changed; ``|`` and ``dict()`` make one of it that can be."""

    def _refuse(self, *_: Any, **__: Any) -> NoReturn:
        raise TypeError(
            "a model's tables cannot be changed: model.add, replace, remove, rename and sponge.apply_changes each give "
            "a new model"
        )

    __setitem__ = __delitem__ = __ior__ = clear = pop = popitem = setdefault = update = _refuse  # type: ignore

    def __reduce__(self) -> Any:
        return ReadOnly, (dict(self),)

    def __copy__(self) -> ReadOnly[K, V]:
        return self

    def __deepcopy__(self, _: Any) -> ReadOnly[K, V]:
        return self
