"""The ledger's entries, and users as accounts; both are only ever reached by whole statements."""

from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import BigInteger, String, column, table


class EntryKind(StrEnum):
    """What an entry is for."""

    OPENING = "opening"
    REFUND = "refund"


# Amounts in quota; at most one entry of a kind for each task.
LEDGER = table(
    "mj_gateway_ledger",
    column("user_id", BigInteger),
    column("task_id", BigInteger),
    column("kind", String(16)),
    column("amount", BigInteger),
    column("at_ms", BigInteger),
)
ACCOUNTS = table("users", column("id", BigInteger), column("username", String), column("quota", BigInteger))


@dataclass(frozen=True, slots=True)
class Mismatch:
    """A user whose quota is not what the ledger says; `found` is None where the user is gone."""

    user_id: int
    expected: int
    found: int | None
