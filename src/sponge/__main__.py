# SPDX-License-Identifier: Apache-2.0
"""``python -m sponge`` is the command ``sponge``."""

from sponge.cli.main import main

main()
