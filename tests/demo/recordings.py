"""The exchanges recorded from a real midjourney-proxy, and those the simulated upstream is asked for."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

CAPTURES = Path(__file__).parent.parent / "data" / "mjproxy" / "captures.jsonl"
SECRET = "mjproxy-test-secret"

# Names, or whole families by their prefix; why the simulated upstream is not asked for them.
OUT_OF_SCOPE: Mapping[str, tuple[str, ...]] = {
    "the demonstration changes no tasks, it only imagines": (
        "change: ",
        "simple-change: ",
        "describe: ",
        "blend: ",
    ),
    "the simulated upstream has an account": (
        "imagine: no account",
        "imagine: no account, with state, hook, images",
        "imagine: prompt number",
        "imagine: banned word in the middle of a word",
        "no api-secret: imagine",
    ),
    "prompt images are not read": ("imagine: bad base64", "imagine: base64Array with null"),
    "accounts are not shown": ("account list, no account", "account fetch unknown"),
    "no documentation is served": ("root of context", "context without slash", "api docs json, no secret"),
    "told by a stand-in for Discord, with ids and times of that day": (
        "live: ",
        "restart: tasks in flight before it",
    ),
    "notifications are not sent": ("hook: ",),
    "gone wrong by itself, see test_faults.py: unreadable records": (
        "poison: unknown top-level field (another fork's 'buttons'), with a good id",
        "poison: unknown top-level field (another fork's 'buttons'), fetch",
        "poison: task list with one unreadable record",
        "poison: change on it",
        "poison: unknown action VIDEO, with a good id",
        "poison: unknown action VIDEO, fetch",
        "poison: unknown status MODAL, with a good id",
        "poison: unknown status MODAL, fetch",
        "poison: status lower case, with a good id",
        "poison: status lower case, fetch",
        "poison: not JSON, with a good id",
        "poison: not JSON, fetch",
        "poison: key of another redis type",
    ),
    "how the real server reads what another program stored": (
        "poison: submitTime as string, with a good id",
        "poison: submitTime as string, fetch",
        "poison: status as ordinal 4, with a good id",
        "poison: status as ordinal 4, fetch",
        "poison: progress as number, with a good id",
        "poison: progress as number, fetch",
    ),
    "gone wrong by itself, see test_faults.py: the store is away": (
        "redis stalled: list-by-condition",
        "redis down: list-by-condition",
        "redis down: again",
        "redis down: fetch",
    ),
    "gone wrong by itself, see test_faults.py: answers torn by a change": ("torn: ",),
    "the recording was cut": ("batch: ", "task list ignores paging parameters"),
}


@dataclass(frozen=True)
class Answer:
    """What came back, times replaced."""

    status: int
    content_type: str | None
    body: str


def captures() -> dict[str, dict[str, Any]]:
    """Every recorded exchange by its name."""
    with CAPTURES.open(encoding="utf-8") as lines:
        return {capture["name"]: capture for capture in map(json.loads, lines)}


def is_out_of_scope(name: str) -> bool:
    return any(_is_meant(pattern, name) for patterns in OUT_OF_SCOPE.values() for pattern in patterns)


def unused_patterns(names: list[str]) -> list[str]:
    """The entries of `OUT_OF_SCOPE` that none of the names needs."""
    patterns = [pattern for patterns in OUT_OF_SCOPE.values() for pattern in patterns]
    return [pattern for pattern in patterns if not any(_is_meant(pattern, name) for name in names)]


def recorded_answer(capture: Mapping[str, Any]) -> Answer:
    return Answer(capture["status"], capture["content_type"], _timeless(capture["body"]))


def replayed_answer(port: int, capture: Mapping[str, Any]) -> Answer:
    """What the server at the port answers to the recorded request."""
    connection = HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        _send(connection, capture)
        response = connection.getresponse()
        body = response.read().decode()
        return Answer(response.status, response.getheader("content-type"), _timeless(body))
    finally:
        connection.close()


def _is_meant(pattern: str, name: str) -> bool:
    return name.startswith(pattern) if pattern.endswith(": ") else name == pattern


def _send(connection: HTTPConnection, capture: Mapping[str, Any]) -> None:
    headers = {name.lower(): value for name, value in capture["headers"].items()}
    body = _body(capture)
    connection.putrequest(capture["method"], capture["path"])
    for name, value in headers.items():
        for each in value if isinstance(value, list) else [value]:
            connection.putheader(name, each)
    is_chunked = "transfer-encoding" in headers
    if body is not None and not is_chunked:
        connection.putheader("content-length", str(len(body)))
    connection.endheaders(body, encode_chunked=is_chunked)


def _body(capture: Mapping[str, Any]) -> bytes | None:
    text = capture["request_body"]
    if capture["name"] == "list: invalid UTF-8 body":
        return str(text).encode().decode("unicode_escape").encode("latin-1")
    return None if text is None else str(text).encode()


def _timeless(body: str) -> str:
    body = re.sub(r'"timestamp":"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00"', '"timestamp":"T"', body)
    return re.sub(r"'created'>\w{3} \w{3} \d\d \d\d:\d\d:\d\d UTC \d{4}<", "'created'>T<", body)
