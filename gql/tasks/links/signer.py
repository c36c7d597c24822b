"""Signatures of addresses: whoever guesses the id of a task does not see its pictures."""

import hmac
import re
from base64 import urlsafe_b64encode
from collections.abc import Mapping, Sequence
from functools import lru_cache

from gql.clock import Clock
from gql.tasks.links.errors import SignatureExpired, SignatureInvalid, SignatureMissing
from gql.tasks.links.medium import Medium

DAY_SECONDS = 86_400
# 128 bits, as many as nobody can guess; the rest would only make addresses longer.
MAC_BYTES = 16
NUMBERS = re.compile("[0-9]+")
# What is looked at again and again: a signature takes as long as all else of a task in an answer.
SIGNED_KEPT = 4096


class Signer:
    """Signs what an address leads to, with an expiry, and verifies it (HMAC-SHA256, RFC 2104)."""

    def __init__(self, keys: Sequence[str], days: int, clock: Clock) -> None:
        """Take the keys.

        Args:
            keys: the first signs, all of them verify, so that a key can be replaced while addresses live.
            days: for how many days an address opens, counted from the end of the day (UTC) it was given on:
                all day long it stays the same, and browsers keep what it led to.
            clock: tells the time.
        """
        # With the key in them already, and copied for each text: that takes a third less time.
        self._keys = [hmac.new(key.encode(), digestmod="sha256") for key in keys]
        self._days = days
        self._clock = clock
        self._signed = lru_cache(maxsize=SIGNED_KEPT)(self._query)

    def sign(self, medium: Medium, task_id: int, mj_id: str, number: int = 0) -> str:
        """Give the query of an address; see `source` for the number."""
        today = self._clock.now_ms() // (DAY_SECONDS * 1000)
        expiry = (today + 1 + self._days) * DAY_SECONDS
        return self._signed(medium, task_id, mj_id, number, expiry)

    def verify(self, medium: Medium, mj_id: str, number: int, query: Mapping[str, str]) -> int:
        """Give the id of the task's row that an address leads to.

        Args:
            medium: as the address's path has it.
            mj_id: as the address's path has it, decoded.
            number: as the address's path has it; 0 where it has none.
            query: the parameters of the address; it may have others than those of the signature.

        Raises:
            SignatureMissing: a parameter is not there.
            SignatureInvalid: the parameters were not made by one of the keys for this path.
            SignatureExpired: they were, but their time is over.
        """
        task_id, expiry, mac = (query.get(name, "") for name in ("id", "e", "s"))
        if not (task_id and expiry and mac):
            raise SignatureMissing
        text = _text(medium, task_id, mj_id, number, expiry)
        if not (NUMBERS.fullmatch(task_id + expiry) and self._is_ours(mac, text)):
            raise SignatureInvalid
        if self._clock.now_ms() >= int(expiry) * 1000:
            raise SignatureExpired
        return int(task_id)

    def _query(self, medium: Medium, task_id: int, mj_id: str, number: int, expiry: int) -> str:
        text = _text(medium, str(task_id), mj_id, number, str(expiry))
        return f"id={task_id}&e={expiry}&s={_mac(self._keys[0], text)}"

    def _is_ours(self, mac: str, text: bytes) -> bool:
        given = mac.encode(errors="replace")
        return any(hmac.compare_digest(_mac(key, text).encode(), given) for key in self._keys)


def _text(medium: Medium, task_id: str, mj_id: str, number: int, expiry: str) -> bytes:
    # The upstream's id comes last, as it alone may hold a line break.
    return "\n".join((medium, task_id, str(number), expiry, mj_id)).encode(errors="surrogatepass")


def _mac(key: hmac.HMAC, text: bytes) -> str:
    keyed = key.copy()
    keyed.update(text)
    return urlsafe_b64encode(keyed.digest()[:MAC_BYTES]).rstrip(b"=").decode()
