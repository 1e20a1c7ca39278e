"""The public holidays of South Korea, with their substitutes, by year."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from qms.base.calendar import Holiday, HolidayKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date


def korean_holidays(first_year: int, last_year: int) -> tuple[Holiday, ...]:
    """The public holidays (관공서의 공휴일에 관한 규정) of these years, both included, by day.

    Two that fall on one day are one value with both names. Temporary holidays declared after the release of
    the `holidays` library, and the institution's own closing days, are for the user to add.
    """
    from holidays import country_holidays

    years = range(first_year, last_year + 1)
    korean = country_holidays("KR", years=years, language="ko")
    english = country_holidays("KR", years=years, language="en_US")
    regular = country_holidays("KR", years=years, language="ko", observed=False)
    declared = frozenset(_declared(getattr(korean, "special_public_holidays", {})))

    def kind(day: date) -> HolidayKind:
        if day not in regular:
            return HolidayKind.SUBSTITUTE
        return HolidayKind.TEMPORARY if (day.year, day.month, day.day) in declared else HolidayKind.STATUTORY

    return tuple(
        Holiday(
            on=day,
            name_ko=" · ".join(korean.get_list(day)),
            # Names of one day come sorted in each language, so the two lists do not pair off.
            name_en=" · ".join(english.get_list(day)),
            kind=kind(day),
        )
        for day in sorted(korean)
    )


def _declared(special: Mapping[int, Sequence[Any]]) -> Iterator[tuple[int, int, int]]:
    """The days that the library lists one by one: those that were declared, not laid down for every year."""
    for year, days in special.items():
        # One ``(month, day, name)`` stands bare, several in a tuple.
        each: Sequence[Any] = (days,) if isinstance(days[0], int) else days
        for month, day, _ in each:
            yield year, month, day
