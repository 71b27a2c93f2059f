# SPDX-License-Identifier: Apache-2.0
"""Rain files, a family of formats a file."""
