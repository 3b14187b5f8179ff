"""Instants as people read them: UTC milliseconds since 1970 to `2026-11-23T10:00:00.000Z` (contract §2)."""

from __future__ import annotations

_DAY = 86_400_000


def format_instant(milliseconds: int) -> str:
    """The instant in ISO 8601 with milliseconds, in UTC."""
    days, rest = divmod(milliseconds, _DAY)
    seconds, thousandths = divmod(rest, 1000)
    hour, minute, second = seconds // 3600, seconds // 60 % 60, seconds % 60
    return f"{format_day(days)}T{hour:02d}:{minute:02d}:{second:02d}.{thousandths:03d}Z"


def format_day(days: int) -> str:
    """The date that is so many days after 1970-01-01, in the Gregorian calendar (400-year cycles from March)."""
    era, day_of_era = divmod(days + 719_468, 146_097)
    year_of_era = (day_of_era - day_of_era // 1_460 + day_of_era // 36_524 - day_of_era // 146_096) // 365
    day_of_year = day_of_era - (365 * year_of_era + year_of_era // 4 - year_of_era // 100)
    shifted = (5 * day_of_year + 2) // 153
    day = day_of_year - (153 * shifted + 2) // 5 + 1
    month = shifted + 3 if shifted < 10 else shifted - 9
    return f"{year_of_era + era * 400 + (month <= 2):04d}-{month:02d}-{day:02d}"
