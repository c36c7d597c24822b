"""Rows that no program should have written, and that databases in use have all the same."""

import random
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

ROWS = 240
# A surrogate without its other half, in UTF-8 as Go or C write it: SQLite takes it for text.
SURROGATE = "CAST(x'61eda08062' AS TEXT)"
NUMBERS = ("code", "submit_time", "start_time", "finish_time", "quota")
TEXTS = (
    "action", "mj_id", "prompt", "prompt_en", "description", "state", "image_url", "video_url", "video_urls",
    "status", "progress", "fail_reason", "buttons", "properties",
)  # fmt: skip
ANYTHING = (
    "NULL", "''", "0", "-1", "7", "2.5", "9223372036854775807", "-9223372036854775808", "9223372036854775808",
    "2147483648", "9007199254740993", "'12'", "'12abc'", "'twelve'", "x'ff00'", "' '", "'\U0001f3a8'",
    "1e300", "'1e300'", SURROGATE,
)  # fmt: skip
# What a program stored as bytes: IMAGINE, SUCCESS, 12.
BYTES = ("x'494d4147494e45'", "x'53554343455353'", "x'3132'")
ADDRESS = "https://cdn.example.com/a b?x=1&y=\u56fe"
SPECIAL: dict[str, tuple[Any, ...]] = {
    "status": ("SUCCESS", "FAILURE", "success", "NEW_WORD", " SUCCESS"),
    "action": ("IMAGINE", "VIDEO", "imagine", "NEW_WORD", "__class__"),
    "progress": ("100%", "35%", "Waiting to start", "-5%", "99999999999%", "\u0663%"),
    "buttons": (
        "[]", "{", "[1, null]", '[{"customId": 1, "style": "2", "type": 9999999999}]', "\ufeff[]",
        '[{"customId": "\\ud800", "label": "U1"}]', '[{"emoji": {"name": "x"}}]', "null", "1e999",
    ),
    "properties": (
        "{}", "{broken", '{"finalPrompt": "x", "n": [1, 2.5, null]}', "[1]", "12345678901234567890123", "NaN",
        '"\\ud800"', "-0", "1e400", '{"a": 1, "a": 2}',
    ),
    "video_urls": (
        "[]", '["https://a/1.mp4", ""]', '[{"url": "https://a/2.mp4"}, {"url": 7}, 3]', "{broken", '"text"',
    ),
    "image_url": (ADDRESS, "not an address", "javascript:alert(1)", "http://127.0.0.1/"),
    "video_url": (ADDRESS, "ftp://x"),
    "submit_time": (1700000000, 1700000000000, 253402300800000, -62135596800001, 10**18),
    "start_time": (1700000001000, 1),
    "finish_time": (1700000061000, 1699999999000, 2),
}  # fmt: skip


def dirtied(file: Path, seed: int = 1) -> Path:
    """Add rows to the database of a test, of alice, of chen and of nobody's."""
    draw = random.Random(seed)  # noqa: S311 - nobody must not guess it
    with closing(sqlite3.connect(file)) as connection:
        for _ in range(ROWS):
            names = ["user_id", "channel_id", *NUMBERS, *TEXTS]
            owner = draw.choice(["3", "3", "5", "NULL", "'3'", "9223372036854775807"])
            channel = draw.choice(["1", "2", "NULL", "-1", "'two'"])
            values = [owner, channel, *(_value(draw, name) for name in names[2:])]
            connection.execute(f"INSERT INTO midjourneys ({', '.join(names)}) VALUES ({', '.join(values)})")
        connection.execute("UPDATE users SET username = NULL WHERE id = 4")
        connection.execute(
            f"UPDATE users SET role = 9223372036854775807, username = {SURROGATE} WHERE id = 8"
        )
        connection.commit()
    return file


def _value(draw: random.Random, name: str) -> str:
    if name in SPECIAL and draw.random() < 0.6:
        value = draw.choice(SPECIAL[name])
        return (
            str(value) if isinstance(value, int) else "'" + value.replace("'", "''").replace("\0", "") + "'"
        )
    return draw.choice(ANYTHING)
