# SPDX-License-Identifier: Apache-2.0
"""Scenarios: a base model, rain, measures and changes of parameters, as lanes of one network, run in blocks."""
