# SPDX-License-Identifier: Apache-2.0
"""The state before the first step: cold, or as another run left it."""
