"""Fixtures: thumbnails by one real worker."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from gql.images.thumbnails.thumbnails import Thumbnails
from tests.images.thumbnails.pictures import grid, saved


@pytest.fixture
async def thumbnails() -> AsyncIterator[Thumbnails]:
    made = Thumbnails()
    yield made
    await made.close()


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    return saved(grid(), tmp_path / "grid.png")
