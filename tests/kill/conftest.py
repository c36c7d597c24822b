from tests.servers.everywhere import place, site

__all__ = ["place", "site"]
