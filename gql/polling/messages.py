"""An upstream's list of tasks, read as midjourney-proxy and its forks write it.

Forks differ, and one odd task must not cost the others their news: unknown fields are passed over, and what
is missing, null or of a wrong type says nothing. What new-api keeps as JSON text is written as its Go does.
"""

import re
from collections.abc import Iterator
from typing import Final

import msgspec

from gql.tasks.model import read_number
from gql.tasks.progress import Report

# Go's encoding/json escapes these in text; outside of text JSON has none of them.
GO_ESCAPED: Final = re.compile("[<>&\u2028\u2029]")
# Longer answers are not mended but asked for again in halves: mending millions of escapes takes seconds.
MENDED_LENGTH: Final = 256 * 1024
# A text that was cut within an emoji has half a surrogate pair, which Go reads as U+FFFD and msgspec refuses.
HALF_PAIR: Final = re.compile(
    r"(?<!\\)((?:\\\\)*)\\u(?:d[89ab]..(?!\\ud[c-f])|(?<!\\ud[89ab]..\\u)d[c-f]..)", re.IGNORECASE
)


class TaskMessage(msgspec.Struct, rename="camel"):
    """The fields of a task object that a row keeps; `video_url` and `video_urls` come in two spellings."""

    id: object = None
    status: object = None
    progress: object = None
    prompt_en: object = None
    state: object = None
    fail_reason: object = None
    submit_time: object = None
    start_time: object = None
    finish_time: object = None
    image_url: object = None
    video_url: object = None
    video_urls: object = None
    snake_video_url: object = msgspec.field(default=None, name="video_url")
    snake_video_urls: object = msgspec.field(default=None, name="video_urls")
    buttons: object = None
    properties: object = None

    def report(self, mj_id: str) -> Report:
        """Give what the task's row can take of it."""
        return Report(
            mj_id=mj_id,
            status=as_text(self.status),
            progress=as_text(self.progress),
            prompt_en=as_text(self.prompt_en),
            state=as_text(self.state),
            fail_reason=as_text(self.fail_reason),
            submit_time=as_time(self.submit_time),
            start_time=as_time(self.start_time),
            finish_time=as_time(self.finish_time),
            image_url=as_text(self.image_url),
            video_url=as_text(_first(self.video_url, self.snake_video_url)),
            video_urls=stored_video_urls(_first(self.video_urls, self.snake_video_urls)),
            buttons=stored_buttons(self.buttons),
            properties=stored_properties(self.properties),
        )


def read_reports(body: bytes) -> dict[str, Report]:
    """Read the answer of `list-by-condition`, by the tasks' ids; of a repeated one the last.

    Raises:
        ValueError: it is no JSON array: torn, an error object, a page, nothing; the text does not quote it.
    """
    try:
        messages = _messages(body.decode("utf-8-sig", "replace"))
        return {mj_id: message.report(mj_id) for message in messages if (mj_id := as_text(message.id))}
    except (msgspec.DecodeError, RecursionError):
        raise ValueError("the answer is no list of tasks") from None


def as_text(value: object) -> str | None:
    """Read a text; a number is its digits, and all else says nothing."""
    is_text = isinstance(value, str | int | float) and not isinstance(value, bool)
    return str(value) if is_text else None


def as_time(value: object) -> int | None:
    """Read a time; digits as text are one too, and what is no whole number of 64 bits says nothing."""
    return None if isinstance(value, bool) else read_number(value) or None


def stored_video_urls(value: object) -> str | None:
    """Give `video_urls` as new-api stores them; they come as texts, as objects with `url`, or not at all."""
    listed = _parsed(value) if isinstance(value, str) else value
    if not isinstance(listed, list):
        return None
    urls = [as_text(item.get("url") if isinstance(item, dict) else item) for item in listed]
    return go_json([{"url": url} for url in urls if url]) if any(urls) else None


def stored_buttons(value: object) -> str | None:
    """Give `buttons` as new-api stores them: all that came, the keys of each in order of the alphabet."""
    return go_json(value) if isinstance(value, list) else None


def stored_properties(value: object) -> str | None:
    """Give `properties` as new-api stores them: the two final prompts, and nothing else that came."""
    if not isinstance(value, dict):
        return None
    return go_json({name: as_text(value.get(name)) or "" for name in ("finalPrompt", "finalZhPrompt")})


def go_json(value: object) -> str:
    """Write JSON as Go's encoding/json does: sorted keys, `<`, `>`, `&`, U+2028 and U+2029 escaped."""
    text = msgspec.json.encode(value, order="sorted").decode()
    return GO_ESCAPED.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def _messages(text: str) -> Iterator[TaskMessage]:
    """Read the array's objects, passing over what is none."""
    try:
        items = msgspec.json.decode(text, type=list[msgspec.Raw])
    except msgspec.DecodeError:
        if len(text) > MENDED_LENGTH:
            raise
        items = msgspec.json.decode(HALF_PAIR.sub(r"\1\\ufffd", text), type=list[msgspec.Raw])
    return (msgspec.json.decode(item, type=TaskMessage) for item in items if bytes(item).startswith(b"{"))


def _first(value: object, other: object) -> object:
    return other if value is None else value


def _parsed(text: str) -> object:
    try:
        return msgspec.json.decode(text, type=object)
    except msgspec.DecodeError:
        return None
