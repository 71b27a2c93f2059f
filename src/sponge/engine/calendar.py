# SPDX-License-Identifier: Apache-2.0
"""Calendar arithmetic on seconds since 1970-01-01, for kernels."""

from __future__ import annotations

from sponge.base.compiler import kernel


@kernel
def civil_date(seconds):
    """(year, month 1-12, day 1-31) of a moment; Hinnant's days-to-civil algorithm."""
    days = int(seconds // 86400.0) + 719468
    era = days // 146097
    day_of_era = days - era * 146097
    year_of_era = (day_of_era - day_of_era // 1460 + day_of_era // 36524 - day_of_era // 146096) // 365
    day_of_year = day_of_era - (365 * year_of_era + year_of_era // 4 - year_of_era // 100)
    shifted_month = (5 * day_of_year + 2) // 153
    day = day_of_year - (153 * shifted_month + 2) // 5 + 1
    month = shifted_month + 3 if shifted_month < 10 else shifted_month - 9
    year = year_of_era + era * 400 + (1 if month <= 2 else 0)
    return year, month, day


@kernel
def is_leap(year):
    """Whether a year has 366 days."""
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


@kernel
def weekday(seconds):
    """0 = Sunday ... 6 = Saturday."""
    return (int(seconds // 86400.0) + 4) % 7


@kernel
def hour_of_day(seconds):
    """0..23."""
    return int(seconds % 86400.0) // 3600
