# SPDX-License-Identifier: Apache-2.0
"""Street and channel inlets.

Equations: docs/theory/inlets.md.
"""
