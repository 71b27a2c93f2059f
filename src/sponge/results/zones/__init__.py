# SPDX-License-Identifier: Apache-2.0
"""Results of zones and stations, from those of elements."""
