# SPDX-License-Identifier: Apache-2.0
"""The tables of zones and stations beside a model."""
