"""What an operator should know about settings and surroundings, each in one sentence."""

from importlib.metadata import PackageNotFoundError, version
from ipaddress import ip_address

from gql.settings import Settings

NAMESAKE = "gql"


def tokens_in_the_clear(settings: Settings) -> str | None:
    """Tell when access tokens cross a network that others can read along."""
    if settings.tls_cert or settings.trusted_proxies or _is_loopback(settings.host):
        return None
    return (
        f"Access tokens cross the network in the clear on {settings.host}; set MJ_TLS_CERT and MJ_TLS_KEY, "
        "or name the TLS proxy in front in MJ_TRUSTED_PROXIES"
    )


def pictures_for_everybody(settings: Settings) -> str | None:
    """Tell when a picture opens for whoever guesses the id of its task."""
    if settings.image_public:
        return "MJ_IMAGE_PUBLIC is on: whoever knows or guesses an mj_id sees its pictures"
    return None


def shared_allowance(settings: Settings) -> str | None:
    """Tell when each worker would count what a viewer may spend for itself."""
    if settings.rate_limit != "off" and not settings.redis_url.get_secret_value():
        return "MJ_RATE_LIMIT with several workers needs MJ_REDIS_URL, else each of them grants as much"
    return None


def namesake() -> str | None:
    """Tell when the client library `gql` of PyPI, whose files are named like ours, is installed here too."""
    try:
        found = version(NAMESAKE)
    except PackageNotFoundError:
        return None
    return f"The package gql {found} is installed in this environment too; mj-gateway needs one of its own"


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
