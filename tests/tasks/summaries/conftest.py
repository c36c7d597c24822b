from tests.servers.engines import site
from tests.servers.everywhere import place

__all__ = ["place", "site"]
