"""`mj-gateway doctor --audit`: whether each user's quota is what the ledger says."""

from collections.abc import Sequence

from gql.cli.checks import Check, State
from gql.cli.databases import opened
from gql.errors import GatewayError
from gql.identity.ledger.model import LEDGER, Mismatch
from gql.identity.ledger.repository import mismatches
from gql.operations.masking import masked_url
from gql.settings import Settings
from gql.storage.catalog import Kind
from gql.storage.database import Database

LIMIT = 1_000


async def audited(settings: Settings) -> tuple[Check, Sequence[Mismatch]]:
    """Compare quotas with the ledger, and give what was found and the users whose quotas differ."""
    try:
        async with opened(settings, create=False, upgrade=False) as database:
            return await _audited(database)
    except GatewayError as error:
        return Check("ledger", State.ERROR, masked_url(str(error))), ()


async def _audited(database: Database) -> tuple[Check, Sequence[Mismatch]]:
    if database.kind is Kind.ATTACHED:
        return Check("ledger", State.WARNING, "new-api's database has none: nothing to compare with"), ()
    if LEDGER.name not in database.catalog.tables:
        return Check("ledger", State.ERROR, "this database has none yet: run mj-gateway migrate"), ()
    found = await mismatches(database, LIMIT)
    if not found:
        return Check("ledger", State.OK, "every quota is its opening and the ledger's entries since"), ()
    many = f"{LIMIT:,} or more" if len(found) >= LIMIT else f"{len(found):,}"
    return Check("ledger", State.ERROR, f"{many} quotas differ from what the ledger says"), found
