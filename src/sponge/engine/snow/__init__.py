# SPDX-License-Identifier: Apache-2.0
"""Snow packs.

Equations: docs/theory/snow.md.
"""
