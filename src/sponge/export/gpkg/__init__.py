# SPDX-License-Identifier: Apache-2.0
"""Results as a GeoPackage: a layer a class of element, drawn as it is opened in QGIS."""
