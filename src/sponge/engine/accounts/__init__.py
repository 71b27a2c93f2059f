# SPDX-License-Identifier: Apache-2.0
"""What a run counts: the routing ledger, volumes by element, statistics, peaks of groups."""
