# SPDX-License-Identifier: Apache-2.0
"""Flow through pumps, orifices, weirs and outlets, as scalar functions of heads.

Equations: docs/theory/structures.md.
"""
