# SPDX-License-Identifier: Apache-2.0
"""Results as EPA SWMM's text report (.rpt): the tables of its version 5.2 in its layout."""

from sponge.export.rpt.report import write

__all__ = ["write"]
