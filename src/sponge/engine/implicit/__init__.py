# SPDX-License-Identifier: Apache-2.0
"""The dynamic wave for the whole network at once: one sparse Newton iteration on the heads of all nodes.

Equations: docs/solvers.md.
"""
