# SPDX-License-Identifier: Apache-2.0
"""The engine's codes of the kinds of nodes and links: its constants of their names."""

from __future__ import annotations

from sponge.engine import network
from sponge.engine.structures.tables import CODES
from sponge.model.links import LINK_KINDS
from sponge.model.nodes import NODE_KINDS

NODE_CODE = {kind.row: getattr(network, kind.word) for kind in NODE_KINDS}  # class of the row -> code
LINK_CODE = {
    kind.row: network.CONDUIT if kind.table == "conduits" else CODES[kind.table] for kind in LINK_KINDS
}
NODE_OF_CODE = {NODE_CODE[kind.row]: kind for kind in NODE_KINDS}
LINK_OF_CODE = {LINK_CODE[kind.row]: kind for kind in LINK_KINDS}
