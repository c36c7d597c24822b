from datetime import UTC, datetime
from fractions import Fraction

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from gql.tasks.times import FIRST_MILLISECONDS, AsStored, TimeUnit, found_in

MS, S = TimeUnit.MILLISECONDS, TimeUnit.SECONDS
NUMBERS = (
    st.integers(0, 2**63 - 1)
    | st.integers(1_700_000_000, 1_800_000_000)
    | st.integers(1_700_000_000_000, 1_800_000_000_000)
    | st.integers(FIRST_MILLISECONDS - 2000, FIRST_MILLISECONDS + 2000)
)


def seconds(number: int) -> Fraction:
    """The moment that a number from outside means, by the rule of the documentation."""
    return Fraction(number) if number < 100_000_000_000 else Fraction(number, 1000)


@given(number=NUMBERS, stored=NUMBERS, unit=st.sampled_from(TimeUnit))
@example(number=1_700_000_000_001, stored=1_700_000_000, unit=S)
@example(number=1_700_000_000_999, stored=1_700_000_000, unit=S)
def test_bounds_agree_with_exact_arithmetic(number: int, stored: int, unit: TimeUnit) -> None:
    moment = Fraction(stored, unit.value)

    assert (stored >= unit.at_least(number)) == (moment >= seconds(number))
    assert (stored <= unit.at_most(number)) == (moment <= seconds(number))


@given(number=NUMBERS, unit=st.sampled_from(TimeUnit))
def test_the_bounds_themselves_agree_too(number: int, unit: TimeUnit) -> None:
    assert Fraction(unit.at_least(number) - 1, unit.value) < seconds(number)
    assert Fraction(unit.at_least(number), unit.value) >= seconds(number)
    assert Fraction(unit.at_most(number), unit.value) <= seconds(number)
    assert Fraction(unit.at_most(number) + 1, unit.value) > seconds(number)


@given(st.integers())
def test_a_stored_number_bounds_itself(number: int) -> None:
    assert AsStored().at_least(number) == AsStored().at_most(number) == number


@pytest.mark.parametrize(
    ("unit", "stored", "moment"),
    [
        (MS, 1_700_000_000_123, datetime(2023, 11, 14, 22, 13, 20, 123000, UTC)),
        (S, 1_700_000_000, datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC)),
        (MS, 1, datetime(1970, 1, 1, microsecond=1000, tzinfo=UTC)),
        (MS, -1000, datetime(1969, 12, 31, 23, 59, 59, tzinfo=UTC)),
        (S, 253_402_300_799, datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)),
        (S, 253_402_300_800, None),
        (MS, 0, None),
        (S, 2**63 - 1, None),
        (MS, -(2**63), None),
    ],
)
def test_a_stored_number_is_a_moment_where_a_calendar_has_it(
    unit: TimeUnit, stored: int, moment: datetime | None
) -> None:
    assert unit.moment(stored) == moment


@given(stored=st.integers(-(2**63), 2**63 - 1), unit=st.sampled_from(TimeUnit))
def test_no_stored_number_raises(stored: int, unit: TimeUnit) -> None:
    moment = unit.moment(stored)

    assert moment is None or moment.utcoffset() is not None


@pytest.mark.parametrize(
    ("times", "unit"),
    [
        ([], None),
        ([0, 0, -5], None),
        ([1_700_000_000_000], MS),
        ([1_700_000_000], S),
        ([FIRST_MILLISECONDS], MS),
        ([FIRST_MILLISECONDS - 1], S),
        ([1_700_000_000_000, 1_700_000_000], MS),
        ([1_700_000_000_000, 1_700_000_000, 1_700_000_000], S),
        ([1_700_000_000_000, 0, 0, 0], MS),
    ],
)
def test_the_unit_is_that_of_most_known_times(times: list[int], unit: TimeUnit | None) -> None:
    assert found_in(times) is unit
