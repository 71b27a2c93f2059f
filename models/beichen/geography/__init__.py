"""The Beichen district in the plane: control zones, parcels and rivers from the tables beside.

Everything is synthetic, drawn through the places that are known; each row of the tables says where it comes from.
Coordinates are longitude and latitude [degrees], and CGCS2000 / 3-degree Gauss-Kruger CM 117E (EPSG:4548) [m].

    from geography import load_zones, zone_polygons, parcels, rivers, write_geojson
"""

from .geojson import write_geojson, write_rivers_geojson
from .parcels import LAND_USES, Parcel, parcels
from .projection import to_lonlat, to_plane
from .rivers import River, outline, rivers
from .tables import TableError
from .zones import AREA_KM2, Primary, Zone, load_primary_zones, load_zones, zone_polygons

__all__ = [
    "AREA_KM2", "LAND_USES", "Parcel", "Primary", "River", "TableError", "Zone", "load_primary_zones",
    "load_zones", "outline", "parcels", "rivers", "to_lonlat", "to_plane", "write_geojson",
    "write_rivers_geojson", "zone_polygons",
]
