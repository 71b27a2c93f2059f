# SPDX-License-Identifier: Apache-2.0
"""From degrees and from the model's metres to a flat picture in kilometres."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

KM_PER_DEGREE = 111.195  # of latitude, on a sphere of 6371 km
RADIUS, FLATTENING = 6378137.0, 1.0 / 298.257222101  # CGCS2000
FALSE_EASTING = 500_000.0  # m, of the 3-degree zones without their number in front (EPSG:4534 to 4554)


@dataclass(frozen=True)
class Plane:
    """Equirectangular projection about a place: true in scale there, and within 0.2 % over a district of 40 km."""

    longitude: float
    latitude: float

    def __call__(self, degrees: np.ndarray) -> np.ndarray:
        """(n, 2) kilometres east and north of the place, from (n, 2) longitude and latitude."""
        shrink = np.cos(np.radians(self.latitude))
        return (degrees - (self.longitude, self.latitude)) * (KM_PER_DEGREE * shrink, KM_PER_DEGREE)


def plane_of(parts: list[np.ndarray]) -> Plane:
    """The plane about the middle of these points."""
    points = np.concatenate(parts)
    return Plane(*(float(v) for v in (points.min(0) + points.max(0)) / 2.0))


def degrees_of(places: np.ndarray, near: float) -> np.ndarray:
    """(n, 2) longitude and latitude of a model's coordinates.

    Coordinates that can be degrees are degrees; others are taken for metres of the 3-degree Gauss-Krueger zone of
    CGCS2000 around the longitude ``near`` (117 E: EPSG:4548).
    """
    known = places[np.isfinite(places).all(1)]
    if not len(known) or (np.abs(known) <= (180.0, 90.0)).all():
        return places
    return gauss_krueger_degrees(places, 3.0 * round(near / 3.0))


def gauss_krueger_degrees(places: np.ndarray, meridian: float) -> np.ndarray:
    """(n, 2) longitude and latitude from (n, 2) easting and northing [m].

    Krueger's series in the third flattening n, to n^3 (a millimetre within a zone): Karney (2011), "Transverse
    Mercator with an accuracy of a few nanometers", eqs. 11 to 15, 36 and 7.
    """
    n = FLATTENING / (2.0 - FLATTENING)
    rectifying = RADIUS / (1.0 + n) * (1.0 + n**2 / 4.0 + n**4 / 64.0)
    series = (n / 2 - 2 * n**2 / 3 + 37 * n**3 / 96, n**2 / 48 + n**3 / 15, 17 * n**3 / 480)
    xi, eta = places[:, 1] / rectifying, (places[:, 0] - FALSE_EASTING) / rectifying
    zeta = xi + 1j * eta
    zeta = zeta - sum(b * np.sin(2 * k * zeta) for k, b in enumerate(series, 1))
    conformal = np.sin(zeta.real) / np.hypot(np.sinh(zeta.imag), np.cos(zeta.real))  # tangent of that latitude
    longitude = np.arctan2(np.sinh(zeta.imag), np.cos(zeta.real))
    return np.stack([meridian + np.degrees(longitude), np.degrees(np.arctan(_geographic(conformal)))], 1)


def _geographic(conformal: np.ndarray) -> np.ndarray:
    """Tangent of the latitude from that of the conformal latitude; Newton's rule, Karney's eqs. 7 to 9 and 19."""
    eccentricity = np.sqrt(FLATTENING * (2.0 - FLATTENING))
    tau = conformal.copy()
    for _ in range(4):
        root = np.hypot(1.0, tau)
        sigma = np.sinh(eccentricity * np.arctanh(eccentricity * tau / root))
        back = tau * np.hypot(1.0, sigma) - sigma * root
        slope = (1.0 + (1.0 - eccentricity**2) * tau**2) / ((1.0 - eccentricity**2) * root)
        tau = tau + (conformal - back) / np.hypot(1.0, back) * slope
    return tau
