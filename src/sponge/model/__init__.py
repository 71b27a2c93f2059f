# SPDX-License-Identifier: Apache-2.0
"""The Model: what the engineer wrote, and its compilation into a Network."""
