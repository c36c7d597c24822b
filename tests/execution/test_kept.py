from gql.execution.kept import Kept, Repeated


def values(kept: Kept[str], keys: str) -> str:
    return "".join(kept.get(key) or "-" for key in keys)


def test_what_was_not_asked_for_the_longest_is_forgotten() -> None:
    kept = Kept[str](most=2, characters=100)
    kept.keep("a", "A", 1)
    kept.keep("b", "B", 1)
    assert values(kept, "a") == "A"
    kept.keep("c", "C", 1)
    assert values(kept, "abc") == "A-C"
    assert kept.characters == 2


def test_a_long_text_takes_the_place_of_many_short_ones() -> None:
    kept = Kept[str](most=100, characters=10)
    for key in "abcde":
        kept.keep(key, key, 2)
    kept.keep("f", "F", 7)
    assert values(kept, "abcdef") == "----eF"
    assert kept.characters == 9


def test_a_text_that_has_no_room_alone_leaves_the_others_theirs() -> None:
    kept = Kept[str](most=100, characters=10)
    kept.keep("a", "A", 10)
    kept.keep("b", "B", 11)
    assert (values(kept, "ab"), kept.characters) == ("A-", 10)


def test_what_is_kept_again_counts_once() -> None:
    kept = Kept[str](most=100, characters=10)
    kept.keep("a", "A", 6)
    kept.keep("a", "B", 5)
    assert (values(kept, "a"), kept.characters) == ("B", 5)


def test_what_is_added_to_a_value_takes_room_from_others() -> None:
    kept = Kept[str](most=100, characters=10)
    for key in "ab":
        kept.keep(key, key, 4)
    kept.enlarge("b", 3)
    kept.enlarge("a", 3)
    assert (values(kept, "ab"), kept.characters) == ("-b", 7)


def test_none_are_kept_where_none_are_allowed() -> None:
    kept = Kept[str](most=0, characters=10)
    kept.keep("a", "A", 1)
    assert (kept.get("a"), kept.characters) == (None, 0)


def test_what_comes_again_is_told_from_what_comes_once() -> None:
    repeated = Repeated(most=2)
    assert [repeated(key) for key in "aabab"] == [False, True, False, True, True]
    assert [repeated(key) for key in "cab"] == [False, False, False]
