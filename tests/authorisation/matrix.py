"""Every field and argument of the schema, each with a way to it from the root."""

from collections.abc import Iterator
from dataclasses import dataclass

from graphql import (
    GraphQLArgument,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    build_schema,
    get_named_type,
    is_leaf_type,
    is_required_argument,
)

from gql.live.cursor import encode
from gql.schema import sdl

SCHEMA = build_schema(sdl())
# How an operation on each root begins; a type that several lead to is reached by the first.
ROOTS = {"Query": "", "Mutation": "mutation ", "Subscription": "subscription "}
# A task of every viewer's own that is not finished, and one of alice's.
OWN = {user_id: f"179900000000000{user_id}" for user_id in (1, 2, 3, 5)}
UNFINISHED = "1706833287061063"

# A value that each argument takes; an argument that is not here fails the test.
VALUES = {
    "page": "1",
    "pageSize": "2",
    "mjId": '"1708827604124433"',
    "channelId": "1",
    "startTimestamp": "1",
    "endTimestamp": "9999999999999",
    "first": "2",
    "after": '"MTp0YXNrczo5OTk5"',
    "last": "2",
    "before": '"MTp0YXNrczo5OTk5"',
    "databaseId": "3",
    "id": '"VXNlcjoz"',
    "ids": '["VXNlcjoz"]',
    "interval": "DAY",
    "mjIds": '["1708827604124433"]',
    "statuses": "[SUCCESS]",
    "actions": "[IMAGINE]",
    "submittedFrom": '"2020-01-01T00:00:00Z"',
    "submittedTo": '"2030-01-01T00:00:00Z"',
    "promptContains": '"a"',
    "finished": "true",
    "channelIds": "[1]",
    "userIds": "[1, 2, 3]",
    "width": "320",
}
# Updates begin with the tasks that are not finished; the cursor of another log is answered with RESYNC.
OF_UPDATES = {
    "after": f'"{encode("elsewhere", 1)}"',
    "finished": "false",
    "statuses": "[SUBMITTED]",
    "mjIds": str([*OWN.values()]).replace("'", '"'),
}
# Where the field wants other values.
OF_FIELDS = {
    "users": {"after": '"MTp1c2Vyczo5OTk5"', "before": '"MTp1c2Vyczo5OTk5"'},
    "refreshTask": {"mjId": f'"{UNFINISHED}"', "input": f'{{mjId: "{UNFINISHED}"}}'},
    "taskUpdated": OF_UPDATES,
    "myTaskUpdates": OF_UPDATES,
    "allTaskUpdates": OF_UPDATES,
}


@dataclass(frozen=True)
class Step:
    """One field on the way, with its arguments; `on` is the object type whose field it is."""

    on: str
    field: str
    arguments: str = ""

    @property
    def place(self) -> str:
        """Name the field, such as `Task.channel`."""
        return f"{self.on}.{self.field}"


@dataclass(frozen=True)
class Case:
    """One cell's row of the matrix: a field, or a field with one of its arguments."""

    name: str
    steps: tuple[Step, ...]

    @property
    def root(self) -> str:
        """Name the root that it begins at."""
        return self.steps[0].on

    @property
    def query(self) -> str:
        """Write the operation that asks for it."""
        text = _leaf(SCHEMA, self.steps[-1])
        for step, after in zip(reversed(self.steps), [None, *reversed(self.steps[1:])], strict=False):
            selection = text if after is None else f"{{ __typename ... on {after.on} {{ {text} }} }}"
            text = f"{step.field}{step.arguments} {selection}"
        return f"{ROOTS[self.root]}{{ {text} }}"


def cases() -> list[Case]:
    """Make a case for every field, every argument and every field of an input in the schema."""
    made = []
    for type_name, way in ways().items():
        for name, field in _fields(type_name).items():
            steps = (*way, Step(type_name, name, _arguments(name, field)))
            made.append(Case(f"{type_name}.{name}", steps))
            made += [
                Case(
                    f"{type_name}.{name}({place})",
                    (*way, Step(type_name, name, _arguments(name, field, given))),
                )
                for place, given in _each_argument(name, field)
            ]
    return made


def ways() -> dict[str, tuple[Step, ...]]:
    """Find the shortest way to every object type, breadth first."""
    found: dict[str, tuple[Step, ...]] = {}
    for root in ROOTS:
        found[root], queue = (), [root]
        for type_name in queue:
            for name, field in _fields(type_name).items():
                for target in _objects(get_named_type(field.type)):
                    if target.name not in found:
                        found[target.name] = (
                            *found[type_name],
                            Step(type_name, name, _arguments(name, field)),
                        )
                        queue.append(target.name)
    return found


def _fields(type_name: str) -> dict[str, GraphQLField]:
    type_ = SCHEMA.type_map[type_name]
    assert isinstance(type_, GraphQLObjectType)
    fields: dict[str, GraphQLField] = type_.fields
    return fields


def _objects(type_: GraphQLNamedType) -> list[GraphQLObjectType]:
    if isinstance(type_, GraphQLInterfaceType):
        return []  # every node can be reached by a field of its own type
    return [type_] if isinstance(type_, GraphQLObjectType) else []


def _each_argument(field_name: str, field: GraphQLField) -> Iterator[tuple[str, dict[str, str]]]:
    for name, argument in field.args.items():
        type_ = get_named_type(argument.type)
        if isinstance(type_, GraphQLInputObjectType):
            for part in type_.fields:
                yield f"{name}: {type_.name}.{part}", {name: f"{{{part}: {_value(field_name, part)}}}"}
        else:
            yield name, {name: _value(field_name, name)}


def _arguments(field_name: str, field: GraphQLField, given: dict[str, str] | None = None) -> str:
    required = {
        name: _value(field_name, name) for name, argument in field.args.items() if _required(argument)
    }
    arguments = required | (given or {})
    written = ", ".join(f"{name}: {value}" for name, value in arguments.items())
    return f"({written})" if written else ""


def _required(argument: GraphQLArgument) -> bool:
    return is_required_argument(argument)


def _value(field_name: str, name: str) -> str:
    return OF_FIELDS.get(field_name, {}).get(name) or VALUES[name]


def _leaf(schema: GraphQLSchema, step: Step) -> str:
    type_ = get_named_type(_fields(step.on)[step.field].type)
    return "" if is_leaf_type(schema.type_map[type_.name]) else "{ __typename }"
