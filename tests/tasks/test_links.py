import pytest

from gql.tasks.links import ImageLinks
from tests.tasks.rows import make_task

ORIGIN = "https://cdn.example/1.png"


@pytest.mark.parametrize(
    ("base", "mj_id", "address"),
    [
        ("", "17", ORIGIN),
        ("https://gw.example", "", ORIGIN),
        ("https://gw.example", "17", "https://gw.example/mj/image/17"),
        ("https://gw.example/", "17", "https://gw.example/mj/image/17"),
        ("https://gw.example/mj//", "17", "https://gw.example/mj/mj/image/17"),
        ("https://gw.example", "a b?#%/../猫", "https://gw.example/mj/image/a%20b%3F%23%25%2F..%2F%E7%8C%AB"),
    ],
)
def test_an_image_is_forwarded_where_there_is_a_base_and_an_id(base: str, mj_id: str, address: str) -> None:
    assert ImageLinks(base).image_url(make_task(mj_id=mj_id, image_url=ORIGIN)) == address


def test_a_task_without_an_image_has_no_address() -> None:
    assert ImageLinks("https://gw.example").image_url(make_task(mj_id="17")) == ""
