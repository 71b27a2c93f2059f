# SPDX-License-Identifier: Apache-2.0
"""An assessment as text, tables and files."""
