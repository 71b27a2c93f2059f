# SPDX-License-Identifier: Apache-2.0
"""Pumps, orifices, weirs and outlets: their settings, and the law of each by kind.

Equations: docs/theory/structures.md.
"""
