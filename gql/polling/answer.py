"""What an upstream answered, told apart by what is to be done about it."""

from dataclasses import dataclass

from gql.tasks.progress import Report


@dataclass(frozen=True, slots=True)
class Answer:
    """What an upstream said of the ids it was asked for; each of them is in exactly one of these.

    Attributes:
        reports: what it said, by id.
        missing: ids that it answered without: it does not know them.
        unreadable: ids that it fails on each by itself; in a batch they cost the others several requests.
        unasked: ids of a failing batch that there was no time or request left to ask for in smaller parts.
    """

    reports: dict[str, Report]
    missing: frozenset[str] = frozenset()
    unreadable: frozenset[str] = frozenset()
    unasked: frozenset[str] = frozenset()
