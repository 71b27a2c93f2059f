# SPDX-License-Identifier: Apache-2.0
"""How kernels are compiled: decorators and cache, lanes as values, tables by one pointer.

Kernels import all that they need of the compiler from here.
"""

from sponge.base.compiler import arithmetic  # noqa: F401  (Python's operators for lanes)
from sponge.base.compiler.by_address import address_of, called_by_address
from sponge.base.compiler.elementary import (
    exponential,
    five_thirds,
    inverse_cube_root,
    inverse_fifth_root,
    logarithm,
    near_four_thirds,
    power,
    two_thirds,
)
from sponge.base.compiler.kernels import inlined, kernel, merged, source_digest
from sponge.base.compiler.lane_numbers import all_alike, first_of, numbers, spread
from sponge.base.compiler.masks import any_lane, mask_of, no, not_empty, where, word_of
from sponge.base.compiler.memory import SIDE_BY_SIDE, fetch, flags, load, put, store
from sponge.base.compiler.one_by_one import lanewise
from sponge.base.compiler.optional import by_company, only_with
from sponge.base.compiler.packing import Packed
from sponge.base.compiler.table_rows import cell, row_from, row_of, whole
from sponge.base.compiler.wide import WIDE, load_wide, row_places, store_wide

__all__ = [
    "SIDE_BY_SIDE", "WIDE", "Packed", "address_of", "all_alike", "any_lane", "by_company", "called_by_address",
    "cell", "exponential", "fetch", "first_of", "five_thirds", "flags", "inlined", "inverse_cube_root",
    "inverse_fifth_root", "kernel", "lanewise", "load", "load_wide", "logarithm", "mask_of", "merged",
    "near_four_thirds", "no", "not_empty", "numbers", "only_with", "power", "put", "row_from", "row_of", "row_places",
    "source_digest", "spread", "store", "store_wide", "two_thirds", "where", "whole", "word_of",
]  # fmt: skip
