# SPDX-License-Identifier: Apache-2.0
"""Results as tables for spreadsheets and data frames: one a class of element, and one of its series."""
