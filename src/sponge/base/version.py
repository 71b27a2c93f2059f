# SPDX-License-Identifier: Apache-2.0
"""The version of sponge, which results, state files and manifests carry."""

VERSION = "0.1.0"
