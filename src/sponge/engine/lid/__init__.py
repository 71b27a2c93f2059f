# SPDX-License-Identifier: Apache-2.0
"""LID units in a runoff step.

Equations: docs/theory/lid.md.
"""
