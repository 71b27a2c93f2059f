# SPDX-License-Identifier: Apache-2.0
"""State, clock, the loops over elements and lanes, solvers, controls, mass ledger."""
