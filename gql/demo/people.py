"""The users and channels of the demonstration."""

from collections.abc import Iterator
from random import Random
from typing import Final, NamedTuple

ROOT_ROLE: Final = 100
ADMIN_ROLE: Final = 10
USER_ROLE: Final = 1
ENABLED: Final = 1
DISABLED: Final = 2
DISABLED_SHARE: Final = 0.03

MIDJOURNEY: Final = 2
MIDJOURNEY_PLUS: Final = 5
# What the simulated upstream asks for in `mj-api-secret`: its data is made up, nothing needs protection.
CHANNEL_KEY: Final = "mj-demo"

FAMILY_NAMES: Final = (
    ("王", "wang"), ("李", "li"), ("张", "zhang"), ("刘", "liu"), ("陈", "chen"), ("杨", "yang"),
    ("黄", "huang"), ("赵", "zhao"), ("吴", "wu"),
    ("周", "zhou"), ("徐", "xu"), ("孙", "sun"), ("林", "lin"), ("何", "he"),
)  # fmt: skip
GIVEN_NAMES: Final = (
    ("芳", "fang"), ("伟", "wei"), ("娜", "na"), ("敏", "min"), ("静", "jing"), ("磊", "lei"),
    ("晓梅", "xiaomei"), ("子轩", "zixuan"), ("雨桐", "yutong"),
    ("浩然", "haoran"), ("思远", "siyuan"), ("洋", "yang"),
)  # fmt: skip
FIRST_NAMES: Final = (
    "Alice",
    "Bob",
    "Clara",
    "David",
    "Emma",
    "Felix",
    "Grace",
    "Henry",
    "Irene",
    "Jonas",
    "Kate",
)
LAST_NAMES: Final = (
    "Brown",
    "Costa",
    "Dubois",
    "Evans",
    "Fischer",
    "Garcia",
    "Hansen",
    "Ito",
    "Jansen",
    "Kim",
)
CHINESE_SHARE: Final = 0.6
GROUPS: Final = ("default", "default", "default", "default", "vip", "svip")


class UserRow(NamedTuple):
    """The columns of `users` that the demonstration fills; money in quota, 500,000 to the dollar."""

    id: int
    username: str
    display_name: str
    role: int
    status: int
    quota: int
    used_quota: int
    request_count: int
    group: str


class ChannelRow(NamedTuple):
    """The columns of `channels` that the demonstration fills."""

    id: int
    type: int
    key: str
    status: int
    name: str
    base_url: str


def tell_users(count: int, rng_seed: int) -> Iterator[UserRow]:
    """`count` users with ids from 1: root, an administrator, then people; the earlier the busier."""
    random = Random(rng_seed)  # noqa: S311 - a story, not a secret
    staff = (
        UserRow(1, "root", "Root User", ROOT_ROLE, ENABLED, 100_000_000, 0, 0, "default"),
        UserRow(2, "admin", "管理员", ADMIN_ROLE, ENABLED, 50_000_000, 0, 0, "default"),
    )
    yield from staff[:count]
    taken: set[str] = set()
    for user_id in range(len(staff) + 1, count + 1):
        yield _person(random, user_id, taken)


def tell_channels(upstream_url: str) -> tuple[ChannelRow, ...]:
    """Channels to one upstream: two in use, one switched off."""
    return (
        ChannelRow(1, MIDJOURNEY, CHANNEL_KEY, ENABLED, "mj-proxy 主渠道", upstream_url),
        ChannelRow(2, MIDJOURNEY_PLUS, CHANNEL_KEY, ENABLED, "mj plus (fast)", upstream_url),
        ChannelRow(3, MIDJOURNEY_PLUS, CHANNEL_KEY, DISABLED, "mj 备用渠道（停用）", upstream_url),
    )


def _person(random: Random, user_id: int, taken: set[str]) -> UserRow:
    name, display_name = _name(random)
    username = name if name not in taken else f"{name}{user_id}"
    taken.add(username)
    used_quota = int(60_000_000 / (user_id - 1) * random.uniform(0.7, 1.3)) // 25_000 * 25_000
    return UserRow(
        user_id,
        username,
        display_name,
        USER_ROLE,
        DISABLED if user_id > len(GROUPS) and random.random() < DISABLED_SHARE else ENABLED,
        random.randrange(0, 20_000_000, 25_000),
        used_quota,
        used_quota // 45_000,
        random.choice(GROUPS),
    )


def _name(random: Random) -> tuple[str, str]:
    """A name to sign in with and a name to show."""
    if random.random() < CHINESE_SHARE:
        family, given = random.choice(FAMILY_NAMES), random.choice(GIVEN_NAMES)
        return family[1] + given[1], family[0] + given[0]
    first, last = random.choice(FIRST_NAMES), random.choice(LAST_NAMES)
    return f"{first}.{last}".lower(), f"{first} {last}"
