# SPDX-License-Identifier: Apache-2.0
"""A Model while it is edited: its tables, who names whom, what is chosen, what it must be at the end."""
