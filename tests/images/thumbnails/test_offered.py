import pytest

from gql.images.thumbnails.offered import MediaType, chosen, tile_of, width_of
from gql.language import Language
from gql.tasks.pictures import NotOffered


@pytest.mark.parametrize("text", ["64", "160", "320", "640", "1024"])
def test_a_width_of_the_list_is_read(text: str) -> None:
    assert width_of(text) == int(text)


@pytest.mark.parametrize("text", [None, ""])
def test_a_parameter_that_is_missing_or_empty_asks_for_nothing(text: str | None) -> None:
    assert (width_of(text), tile_of(text)) == (None, None)


@pytest.mark.parametrize("text", ["0", "65", "-64", "0320", "320.0", " 320", "３２０", "9" * 5000, "wide"])
def test_another_width_is_refused_with_the_list(text: str) -> None:
    with pytest.raises(NotOffered) as caught:
        width_of(text)
    assert caught.value.status == 400
    assert caught.value.message(Language.EN) == "w must be one of 64, 160, 320, 640, 1024"
    assert caught.value.message(Language.ZH) == "w 必须是以下之一：64, 160, 320, 640, 1024"


def test_there_are_four_tiles() -> None:
    assert [tile_of(text) for text in "1234"] == [1, 2, 3, 4]
    for text in ("0", "5", "1.0"):
        with pytest.raises(NotOffered, match="tile must be one of 1, 2, 3, 4"):
            tile_of(text)


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("image/avif,image/webp,image/apng,*/*;q=0.8", MediaType.AVIF),
        ("image/webp,image/*;q=0.8,*/*;q=0.5", MediaType.WEBP),
        ("Image/WebP", MediaType.WEBP),
        ("image/avif;q=0.5, image/webp", MediaType.WEBP),
        ("image/avif;q=0.5, image/jpeg;q=0.9", MediaType.JPEG),
        ("image/avif;q=0, image/webp;q=0", MediaType.JPEG),
        ("image/avif;q=nan", MediaType.JPEG),
        ("image/png", MediaType.JPEG),
        ("image/*", MediaType.JPEG),
        ("*/*", MediaType.JPEG),
        ("", MediaType.JPEG),
    ],
)
def test_the_type_that_takes_fewest_bytes_is_chosen_of_those_that_a_client_names(
    accept: str, media_type: MediaType
) -> None:
    assert chosen(accept) is media_type
