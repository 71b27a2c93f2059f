# SPDX-License-Identifier: Apache-2.0
"""Results as files of other programs: one module a format, listed in formats.py."""
