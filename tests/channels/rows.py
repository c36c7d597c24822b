"""Rows of channels, for tests that send the gateway to an upstream of theirs."""

from tests.servers.sites import Place
from tests.servers.statements import is_mysql
from tests.storage.statements import outside


def lead_to(place: Place, url: str, secret: str, *, channel_id: int = 1, status: int = 1) -> None:
    """Have a channel lead to an upstream; channels 1 to 4 are there, and status 2 is a disabled one."""
    key = "`key`" if is_mysql(str(place)) else "key"
    values = f"base_url = '{url}', {key} = '{secret}', status = {status}, setting = NULL"
    outside(place, f"UPDATE channels SET {values} WHERE id = {channel_id}")
