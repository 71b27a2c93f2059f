# SPDX-License-Identifier: Apache-2.0
"""One picture of a results file."""
