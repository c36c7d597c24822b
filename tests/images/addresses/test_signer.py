"""Who opens an address: whoever was given it, for some days, and nobody else."""

from urllib.parse import parse_qs

import pytest

from gql.errors import GatewayError
from gql.tasks.links.errors import SignatureExpired, SignatureInvalid, SignatureMissing
from gql.tasks.links.medium import Medium
from gql.tasks.links.signer import DAY_SECONDS, Signer
from tests.clock import FakeClock

OLD, NEW = "an old key of old", "a new key, all new"
DAYS = 7
MIDNIGHT_MS = 20_000 * DAY_SECONDS * 1000


def parameters(query: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(query).items()}


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(MIDNIGHT_MS)


@pytest.fixture
def signer(clock: FakeClock) -> Signer:
    return Signer([NEW], DAYS, clock)


@pytest.mark.parametrize(("medium", "number"), [(Medium.IMAGE, 0), (Medium.VIDEO, 0), (Medium.VIDEO, 3)])
@pytest.mark.parametrize("mj_id", ["17", "", "a b?#%/猫", "two\nlines", "\ud800"])
def test_what_was_signed_opens_and_tells_the_row(
    signer: Signer, medium: Medium, number: int, mj_id: str
) -> None:
    query = parameters(signer.sign(medium, 42, mj_id, number))
    assert signer.verify(medium, mj_id, number, query | {"w": "320", "tile": "2"}) == 42


def test_an_address_is_the_same_all_day_long_and_another_one_the_next_day(
    signer: Signer, clock: FakeClock
) -> None:
    first = signer.sign(Medium.IMAGE, 42, "17")
    clock.wall_ms = MIDNIGHT_MS + DAY_SECONDS * 1000 - 1
    assert signer.sign(Medium.IMAGE, 42, "17") == first
    clock.wall_ms += 1
    assert signer.sign(Medium.IMAGE, 42, "17") != first


def test_an_address_opens_for_its_days_and_no_longer(signer: Signer, clock: FakeClock) -> None:
    query = parameters(signer.sign(Medium.IMAGE, 42, "17"))
    assert int(query["e"]) * 1000 == MIDNIGHT_MS + (1 + DAYS) * DAY_SECONDS * 1000
    clock.wall_ms = int(query["e"]) * 1000 - 1
    assert signer.verify(Medium.IMAGE, "17", 0, query) == 42
    clock.wall_ms += 1
    with pytest.raises(SignatureExpired):
        signer.verify(Medium.IMAGE, "17", 0, query)


@pytest.mark.parametrize("lacking", ["id", "e", "s"])
@pytest.mark.parametrize("empty", [True, False])
def test_an_address_without_its_signature_does_not_open(signer: Signer, lacking: str, empty: bool) -> None:
    query = parameters(signer.sign(Medium.IMAGE, 42, "17"))
    bare = query | {lacking: ""} if empty else {name: query[name] for name in query if name != lacking}
    with pytest.raises(SignatureMissing):
        signer.verify(Medium.IMAGE, "17", 0, bare)


@pytest.mark.parametrize(
    "change",
    [
        {"id": "43"}, {"id": "042"}, {"id": "4২"}, {"id": "42 "}, {"id": "-42"}, {"id": "42\n0"}, {"id": "x"},
        {"e": "9" * 12}, {"e": "1"}, {"e": "x"}, {"e": "9" * 5000},
        {"s": "A" * 22}, {"s": "x"}, {"s": "猫"}, {"s": "\udcff"},
    ],
)  # fmt: skip
def test_an_address_that_was_changed_does_not_open(signer: Signer, change: dict[str, str]) -> None:
    query = parameters(signer.sign(Medium.IMAGE, 42, "17"))
    with pytest.raises(SignatureInvalid):
        signer.verify(Medium.IMAGE, "17", 0, query | change)


def test_no_bit_of_a_signature_can_be_changed(signer: Signer) -> None:
    query = parameters(signer.sign(Medium.IMAGE, 42, "17"))
    for place, letter in enumerate(query["s"]):
        other = query["s"][:place] + ("A" if letter != "A" else "B") + query["s"][place + 1 :]
        with pytest.raises(SignatureInvalid):
            signer.verify(Medium.IMAGE, "17", 0, query | {"s": other})


@pytest.mark.parametrize(
    ("medium", "mj_id", "number"),
    [(Medium.IMAGE, "18", 0), (Medium.IMAGE, "17\n", 0), (Medium.VIDEO, "17", 0), (Medium.IMAGE, "17", 1)],
)
def test_the_signature_of_one_address_opens_no_other(
    signer: Signer, medium: Medium, mj_id: str, number: int
) -> None:
    query = parameters(signer.sign(Medium.IMAGE, 42, "17"))
    with pytest.raises(SignatureInvalid):
        signer.verify(medium, mj_id, number, query)


def test_a_key_can_be_replaced_while_addresses_live(clock: FakeClock) -> None:
    query = parameters(Signer([OLD], DAYS, clock).sign(Medium.IMAGE, 42, "17"))
    both = Signer([NEW, OLD], DAYS, clock)
    assert both.verify(Medium.IMAGE, "17", 0, query) == 42
    assert both.sign(Medium.IMAGE, 42, "17") == Signer([NEW], DAYS, clock).sign(Medium.IMAGE, 42, "17")
    with pytest.raises(SignatureInvalid):
        Signer([NEW], DAYS, clock).verify(Medium.IMAGE, "17", 0, query)


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (SignatureMissing, "SIGNATURE_MISSING"),
        (SignatureInvalid, "SIGNATURE_INVALID"),
        (SignatureExpired, "SIGNATURE_EXPIRED"),
    ],
)
def test_every_refusal_is_403_with_a_code_of_its_own(error: type[GatewayError], code: str) -> None:
    assert (error.status, error.code, error.rest_code) == (403, "FORBIDDEN", code)
