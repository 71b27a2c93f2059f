# SPDX-License-Identifier: Apache-2.0
"""Additions to the layers of a GeoPackage: titles of columns (extension ``gpkg_schema``), styles for QGIS."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection
from contextlib import closing
from pathlib import Path

from sponge.export.gpkg.style import style_of
from sponge.export.tables.table import Table
from sponge.io.stamp import made_at

SCHEMA = """
CREATE TABLE gpkg_data_columns (table_name TEXT NOT NULL, column_name TEXT NOT NULL, name TEXT, title TEXT,
 description TEXT, mime_type TEXT, constraint_name TEXT, CONSTRAINT pk_gdc PRIMARY KEY (table_name, column_name),
 CONSTRAINT gdc_tn UNIQUE (table_name, name));
CREATE TABLE gpkg_data_column_constraints (constraint_name TEXT NOT NULL, constraint_type TEXT NOT NULL, value TEXT,
 min NUMERIC, min_is_inclusive BOOLEAN, max NUMERIC, max_is_inclusive BOOLEAN, description TEXT,
 CONSTRAINT gdcc_ntv UNIQUE (constraint_name, constraint_type, value));
CREATE TABLE IF NOT EXISTS gpkg_extensions (table_name TEXT, column_name TEXT, extension_name TEXT NOT NULL,
 definition TEXT NOT NULL, scope TEXT NOT NULL, CONSTRAINT ge_tce UNIQUE (table_name, column_name, extension_name));
CREATE TABLE layer_styles (id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, f_table_catalog TEXT(256),
 f_table_schema TEXT(256), f_table_name TEXT(256), f_geometry_column TEXT(256), styleName TEXT(30), styleQML TEXT,
 styleSLD TEXT, useAsDefault BOOLEAN, description TEXT, owner TEXT(30), ui TEXT(30), update_time DATETIME);
"""
DEFINITION = "http://www.geopackage.org/spec/#extension_schema"


def describe(path: Path, layers: dict[str, Table], mapped: Collection[str]) -> None:
    """Add titles and styles; ``mapped`` are the dimensions whose elements have shapes."""
    now = f"{made_at().isoformat()}.000Z"
    with closing(sqlite3.connect(path)) as db, db:
        db.executescript(SCHEMA)
        for name in ("gpkg_data_columns", "gpkg_data_column_constraints"):
            row = (name, None, "gpkg_schema", DEFINITION, "read-write")
            db.execute("INSERT INTO gpkg_extensions VALUES (?, ?, ?, ?, ?)", row)
        db.execute(
            "INSERT INTO gpkg_contents (table_name, data_type, identifier, description, last_change) "
            "VALUES ('layer_styles', 'attributes', 'layer_styles', 'styles of QGIS', ?)", (now,),
        )  # fmt: skip
        for layer, table in layers.items():
            rows = [(layer, c.name, c.title, c.meaning) for c in (*table.about, *table.columns)]
            db.executemany(
                "INSERT INTO gpkg_data_columns (table_name, column_name, title, description) VALUES (?, ?, ?, ?)", rows
            )
            style = style_of(db, layer, table) if table.dims and table.dims[-1] in mapped else None
            if style is not None:
                db.execute(
                    "INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name, f_geometry_column, "
                    "styleName, styleQML, styleSLD, useAsDefault, description, owner, update_time) "
                    "VALUES ('', '', ?, 'geom', ?, ?, '', 1, ?, '', ?)", (layer, *style, now),
                )  # fmt: skip
