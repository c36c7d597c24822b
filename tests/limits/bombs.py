"""Operations that were made to hurt, each with the code that it must end with."""

from dataclasses import dataclass, field
from typing import Any

from tests.limits.test_shape import doubling

LIMIT, INVALID, PARSE, INPUT = (
    "LIMIT_EXCEEDED",
    "GRAPHQL_VALIDATION_FAILED",
    "GRAPHQL_PARSE_FAILED",
    "BAD_USER_INPUT",
)
PAGE = "myTasks(pageSize: 100)"
EVERY_FIELD = (
    "id databaseId mjId action rawAction status rawStatus progress percentComplete prompt promptEn "
    "description imageUrl videoUrl videoUrls submitTime startTime finishTime submittedAt startedAt "
    "finishedAt durationSeconds failReason quota properties"
)
INNER = f"tasks(first: 90) {{ nodes {{ {EVERY_FIELD} }} }}"
MEASURED = "fields { name args { name type { name } } type { name ofType { name } } }"


@dataclass(frozen=True)
class Bomb:
    """One hostile operation; the code is None where it is answered."""

    name: str
    query: str
    code: str | None = LIMIT
    variables: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.name


def nested(levels: int, name: str = "a") -> str:
    return "{" + f"{name}{{" * levels + "b" + "}" * levels + "}"


def json_of(levels: int) -> Any:
    value: Any = 1
    for _ in range(levels):
        value = [value]
    return value


def chain(length: int) -> str:
    fragments = (f"fragment F{number} on Query {{ ...F{number + 1} }}" for number in range(length))
    return " ".join(["{ ...F0 }", *fragments, f"fragment F{length} on Query {{ viewer {{ role }} }}"])


def deep(fields: str, levels: int = 3) -> str:
    query = fields
    for _ in range(levels):
        query = f"tasks(first: 100) {{ nodes {{ user {{ {query} }} }} }}"
    return f"{{ viewer {{ {query} }} }}"


BOMBS = [
    Bomb("one field 1,000 times", "{ " + "viewer " * 1000 + "}"),
    Bomb("one field 400 times", "{ " + "viewer { role } " * 240 + "}"),
    Bomb("one field many times in many", "{ " + ("viewer { " + "role " * 20 + "} ") * 40 + "}"),
    Bomb(
        "one name in two fragments",
        "{ ...A ...B } "
        + "".join(f"fragment {name} on Query {{ {'viewer { role } ' * 100} }}" for name in "AB"),
    ),
    Bomb("a flood of tokens", "{ " + "a " * 100_000 + "}"),
    Bomb("a flood of comments", "#\n" * 7000 + "{ viewer { role } }"),
    Bomb("a flood of characters", "{ viewer { role } }" + " " * 250_000),
    Bomb("one long name", "{ " + "a" * 14_000 + " }", INVALID),
    Bomb("one long text", '{ task(mjId: "' + "x" * 14_000 + '") { id } }', INPUT),
    Bomb("a flood of aliases", "{ " + " ".join(f"a{i}: {PAGE} {{ total }}" for i in range(100)) + "}"),
    Bomb(
        "aliases in one page",
        f"{{ {PAGE} {{ items {{ " + " ".join(f"a{i}: prompt" for i in range(300)) + "} } }",
    ),
    Bomb(
        "aliases below each other",
        "{ " + " ".join(f"a{i}: viewer {{ b{i}: user {{ c{i}: id }} }}" for i in range(19)) + "}",
    ),
    Bomb("fragments that double", doubling(24)),
    Bomb("fragments that double 60 times", doubling(38)),
    Bomb(
        "fragments in a circle",
        "{ ...A } fragment A on Query { viewer { user { id } } ...B } fragment B on Query { ...A }",
        INVALID,
    ),
    Bomb("fragments in a chain", chain(110), None),
    Bomb(
        "fragments that spread each other",
        "{ ...F0 } "
        + " ".join(
            f"fragment F{i} on Query {{ {' '.join(f'...F{j}' for j in range(i + 1, 24))} viewer {{ role }} }}"
            for i in range(24)
        ),
    ),
    Bomb(
        "unused fragments",
        "{ viewer { role } } "
        + " ".join(f"fragment F{i} on Query {{ viewer {{ role }} }}" for i in range(80)),
        INVALID,
    ),
    Bomb("fields within fields", nested(40)),
    Bomb("fields within fields, 300 deep", nested(300), PARSE),
    Bomb("lists within lists", "{ task(mjId: " + "[" * 450 + "]" * 450 + ") { id } }", PARSE),
    Bomb("objects within objects", "{ task(mjId: " + "{a: " * 150 + "1" + "}" * 150 + ") { id } }", INVALID),
    Bomb(
        "types within types", "query ($a: " + "[" * 450 + "Int" + "]" * 450 + ") { viewer { role } }", PARSE
    ),
    Bomb("connections within connections", deep("id")),
    Bomb("directives", "{ viewer " + "@include(if: true) " * 150 + "{ role } }"),
    Bomb("unknown directives", "{ viewer { role" + " @a" * 490 + " } }"),
    Bomb(
        "many operations",
        " ".join(f"query Q{i} {{ viewer {{ role }} }}" for i in range(120)),
        "OPERATION_RESOLUTION_FAILURE",
    ),
    Bomb(
        "many variables",
        "query (" + " ".join(f"$v{i}: Int" for i in range(240)) + ") { viewer { role } }",
        INVALID,
    ),
    Bomb("many unknown fields", "{ " + " ".join(f"x{i}" for i in range(900)) + " }"),
    Bomb(
        "many unknown arguments",
        "{ viewer(" + " ".join(f"x{i}: 1" for i in range(300)) + ") { role } }",
        INVALID,
    ),
    Bomb(
        "a huge list of ids",
        "query ($ids: [ID!]!) { nodes(ids: $ids) { id } }",
        LIMIT,
        {"ids": ["x"] * 60_000},
    ),
    Bomb(
        "a huge list of wrong ids",
        "query ($ids: [ID!]!) { nodes(ids: $ids) { id } }",
        LIMIT,
        {"ids": [{}] * 60_000},
    ),
    Bomb("a deep variable", "query ($id: ID!) { node(id: $id) { id } }", INPUT, {"id": json_of(900)}),
    Bomb("a long variable", "query ($id: String!) { task(mjId: $id) { id } }", INPUT, {"id": "x" * 250_000}),
    Bomb("many unknown variables", "{ viewer { role } }", None, {f"v{i}": i for i in range(20_000)}),
    Bomb("a number of many digits", "{ " + f"myTasks(startTimestamp: {'9' * 14_000}) {{ total }} }}", INPUT),
    Bomb(
        "introspection in a circle",
        "{ __schema { types { fields { type { fields { type { fields { name } } } } } } } }",
        INVALID,
    ),
    Bomb(
        "introspection 20 times",
        "{ " + " ".join(f"a{i}: __schema {{ types {{ {MEASURED} }} }}" for i in range(19)) + " }",
    ),
    Bomb(
        "introspection by aliases",
        "{ __schema { types { " + " ".join(f"a{i}: {MEASURED}" for i in range(25)) + "} } }",
    ),
    Bomb(
        "a hundred pages within a page",
        f"{{ tasks(first: 90) {{ nodes {{ user {{ {INNER} }} }} }} }}",
        None,
    ),
    Bomb(
        "all fields of the largest pages",
        "{ "
        + " ".join(
            f"a{i}: allTasks(pageSize: 100, page: {i + 1}) {{ items {{ {EVERY_FIELD} }} }}" for i in range(19)
        )
        + " }",
        None,
    ),
]
