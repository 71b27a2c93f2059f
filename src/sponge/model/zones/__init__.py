# SPDX-License-Identifier: Apache-2.0
"""Control zones and stations of a model."""
