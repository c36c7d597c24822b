"""What an operator may open, and what stays closed all the same."""

from ipaddress import ip_address, ip_network

import pytest

from gql.errors import ConfigurationError
from gql.images.guard.guard import Guard, is_own
from gql.images.guard.refusal import Reason, RefusedAddress
from gql.images.guard.rules import Rules, read_allowed
from gql.images.guard.target import read_url
from gql.settings import load
from tests.images.guard.addresses import PRIVATE, REFUSED
from tests.images.guard.wire import Names

NAMES = Names.fixed(
    {
        "public.example": ["93.184.216.34"],
        "upstream": ["172.18.0.3"],
        "inner.example": ["10.0.0.5"],
        "metadata": ["169.254.169.254"],
        "mixed.example": ["10.0.0.5", "169.254.169.254"],
        "mj.example": ["10.0.0.5"],
        "xn--bcher-kva.example": ["10.0.0.5"],
        "here.example": ["127.0.0.1"],
    }
)


async def verdict(url: str, **settings: object) -> Reason | None:
    """Give why a URL is refused under these settings; None where it is not."""
    guard = Guard(Rules.of(load(**settings)), resolve=NAMES)
    try:
        await guard.addresses(read_url(url))
    except RefusedAddress as refused:
        return refused.reason
    return None


def bracketed(address: str) -> str:
    return f"[{address}]" if ":" in address else address


async def test_private_addresses_may_be_allowed_at_any_port() -> None:
    for address in PRIVATE:
        for port in (80, 9000):
            url = f"http://{bracketed(address)}:{port}/"
            assert await verdict(url) is Reason.ADDRESS
            assert await verdict(url, image_allow_private=True) is None
    assert await verdict("http://upstream:8081/", image_allow_private=True) is None


async def test_allowing_private_addresses_opens_nothing_else() -> None:
    for address in REFUSED:
        assert await verdict(f"http://{bracketed(address)}/", image_allow_private=True) is Reason.ADDRESS
    for name in ("metadata", "mixed.example"):
        assert await verdict(f"http://{name}/", image_allow_private=True) is Reason.ADDRESS
    assert await verdict("http://public.example:9000/", image_allow_private=True) is Reason.PORT


@pytest.mark.parametrize(
    ("entry", "opened", "closed"),
    [
        ("inner.example", "http://inner.example:9000/", "http://upstream:9000/"),
        ("Inner.Example:9000", "http://inner.example:9000/", "http://inner.example:9001/"),
        ("inner.example.:9000", "http://inner.example:9000/", "http://inner.example:9001/"),
        ("bücher.example", "http://xn--bcher-kva.example:9000/", "http://inner.example:9000/"),
        ("xn--bcher-kva.example", "http://BÜCHER.example./", "http://inner.example/"),
        ("inner.example:80", "http://inner.example/", "http://inner.example:443/"),
        ("10.0.0.5", "http://inner.example:9000/", "http://10.0.0.6/"),
        ("10.0.0.5:9000", "http://10.0.0.5:9000/", "http://10.0.0.5/"),
        ("172.16.0.0/12", "http://upstream:9000/", "http://inner.example/"),
        ("172.18.0.9/16", "http://upstream:9000/", "http://10.0.0.5/"),
        ("fd00::/8", "http://[fd00::1]:9000/", "http://[fc00::1]/"),
        ("[fd00::1]:9000", "http://[fd00::1]:9000/", "http://[fd00::1]/"),
        ("::1", "http://[::1]:9000/", "http://127.0.0.1/"),
        ("public.example", "http://public.example:9000/", "http://93.184.216.34:9000/"),
        ("metadata", "http://metadata/", "http://169.254.169.254/"),
    ],
)
async def test_a_host_on_the_list_is_open_and_its_neighbour_is_not(
    entry: str, opened: str, closed: str
) -> None:
    assert await verdict(opened) is not None
    assert await verdict(opened, image_allowed_hosts=(entry,)) is None
    assert await verdict(closed, image_allowed_hosts=(entry,)) is not None


@pytest.mark.parametrize(
    "entry", ["", "a b", "http://a.example", "a.example/path", "127.1", "a.example:0", "*.a"]
)
def test_an_entry_that_is_no_host_is_named(entry: str) -> None:
    with pytest.raises(ConfigurationError, match=r"MJ_IMAGE_ALLOWED_HOSTS: .* is no name"):
        read_allowed([entry])


def test_a_list_of_hosts_is_read_by_kind() -> None:
    places, networks = read_allowed(["a.example", "b.example:81", "[::1]", "[::1]:80", "10.0.0.0/8"])

    assert places == {
        ("a.example", None),
        ("b.example", 81),
        (ip_address("::1"), None),
        (ip_address("::1"), 80),
    }
    assert networks == (ip_network("10.0.0.0/8"),)


async def test_the_ports_are_a_setting() -> None:
    assert await verdict("http://public.example:8080/") is None
    assert await verdict("http://public.example:8080/", image_ports=(80,)) is Reason.PORT
    assert await verdict("http://public.example:8081/", image_ports=(80, 8081)) is None


async def test_the_gateway_does_not_fetch_from_itself() -> None:
    public_url = "https://mj.example:8443/gateway"

    assert await verdict("http://mj.example/", public_url=public_url) is Reason.OWN
    assert (
        await verdict("http://mj.example/", public_url=public_url, image_allowed_hosts=("mj.example",))
        is None
    )


async def test_beside_a_private_gateway_others_may_be_asked() -> None:
    public_url = "http://mj.example:8000"
    asked = {
        port: await verdict(f"http://mj.example:{port}/", public_url=public_url, image_allow_private=True)
        for port in (8000, 8001)
    }

    assert asked == {8000: Reason.OWN, 8001: None}


@pytest.mark.parametrize(
    "settings", [{"image_allow_private": True}, {"image_allowed_hosts": ("127.0.0.0/8", "::1")}]
)
async def test_beside_a_gateway_on_the_same_machine_others_may_be_asked(settings: dict[str, object]) -> None:
    for host in ("127.0.0.1", "127.0.0.2", "[::1]", "[::ffff:127.0.0.1]", "here.example"):
        asked = {port: await verdict(f"http://{host}:{port}/", **settings) for port in (8000, 8001)}
        assert asked == {8000: Reason.OWN, 8001: None}
        assert await verdict(f"http://{host}:8001/", port=8001, **settings) is Reason.OWN
    listed = {"image_allowed_hosts": ("127.0.0.1:8000",)}
    assert await verdict("http://127.0.0.1:8000/", **listed) is None


def test_a_public_url_that_cannot_be_read_is_named() -> None:
    with pytest.raises(ConfigurationError, match="MJ_PUBLIC_URL"):
        Rules.of(load(public_url="http://127.1:8000"))


def test_the_kernel_knows_which_addresses_are_this_machines() -> None:
    assert is_own(ip_address("127.0.0.1"))
    assert is_own(ip_address("127.0.0.2"))
    assert not is_own(ip_address("93.184.216.34"))
    # There is no way to it, as for an address of a family that this machine does not speak.
    assert not is_own(ip_address("255.255.255.255"))
    assert not is_own(ip_address("2606:4700::6810:84e5"))


async def test_a_name_without_addresses_leads_nowhere() -> None:
    guard = Guard(Rules(), resolve=Names.fixed({"empty.example": []}))
    for name in ("empty.example", "unknown.example"):
        with pytest.raises(OSError, match=r"no address|not known"):
            await guard.addresses(read_url(f"http://{name}/"))


async def test_the_system_resolves_names_where_nothing_else_is_given() -> None:
    found = await Guard(Rules(allow_private=True)).addresses(read_url("http://localhost:9000/"))

    assert set(found) & {ip_address("127.0.0.1"), ip_address("::1")}
