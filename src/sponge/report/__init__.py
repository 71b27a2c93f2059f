# SPDX-License-Identifier: Apache-2.0
"""Pictures from a results dataset: what is shown is picked first (no drawing), then drawn (no data)."""
