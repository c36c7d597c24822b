"""A plan tells of an event what the executor tells of it, or leaves it to the executor."""

from dataclasses import replace
from typing import Any, cast

import pytest
from graphql import DocumentNode, parse, validate
from graphql.execution import Executor
from hypothesis import given, settings
from hypothesis import strategies as st

from gql.execution.limits.documents import Prepared
from gql.execution.limits.selections import Selections
from gql.execution.plans.parts import Now, Part, Run
from gql.execution.plans.plans import KEPT, compiled, plan_of
from gql.live.hub import Delivered
from gql.schema import make_schema
from gql.tasks.journal import TaskUpdate, TaskUpdateKind
from tests.tasks.rows import make_task

SCHEMA = make_schema()._schema

FIELDS = (
    *(
        "id",
        "databaseId",
        "mjId",
        "action",
        "rawAction",
        "status",
        "rawStatus",
        "progress",
        "percentComplete",
    ),
    *("prompt", "submitTime", "finishTime", "submittedAt", "finishedAt", "durationSeconds", "failReason"),
    *("quota", "properties"),
)
BUTTONS = '[{"customId":"a","label":"U1","style":2},{"emoji":7},{"style":99999999999},null]'


def built(query: str, **variables: object) -> Executor[Any]:
    document = parse(query)
    assert not validate(SCHEMA, document)
    return built_of(document, **variables)


def built_of(document: DocumentNode, **variables: object) -> Executor[Any]:
    executor = Executor.build(SCHEMA, document, raw_variable_values=variables)
    assert isinstance(executor, Executor)
    return executor


def happened(**values: Any) -> Delivered:
    return Delivered(TaskUpdate(make_task(**values), "SUBMITTED", TaskUpdateKind.PROGRESSED), "epoch.7")


def executed(executor: Executor[Any], event: Delivered) -> Any:
    result: Any = executor.build_per_event_executor(event).execute_operation(serially=False)
    return result


def told(plan: Part | None, event: Delivered) -> Any:
    """Tell of an event by a plan, which needs no context for what is a task's own."""
    assert isinstance(plan, Now)
    return plan.give(event, cast("Run", None))


def assert_same(query: str, event: Delivered, **variables: object) -> None:
    """Either both say the same, in the same order, or the plan says nothing where the executor has errors."""
    executor = built(query, **variables)
    plan, result = compiled(executor), executed(executor, event)
    if result.errors:
        with pytest.raises(Exception):  # noqa: B017, PT011 - whatever it is, it says nothing
            told(plan, event)
    else:
        assert told(plan, event) == result.data
        assert repr(told(plan, event)) == repr(result.data)


texts = st.text(st.characters(exclude_categories=[]), max_size=8)
numbers = st.integers(-(2**63), 2**63 - 1)


@given(
    fields=st.lists(st.sampled_from(FIELDS), min_size=1, max_size=8),
    words=st.fixed_dictionaries(dict.fromkeys(("mj_id", "progress", "prompt", "fail_reason"), texts)),
    status=st.sampled_from(["SUCCESS", "FAILURE", "", "NEW_WORD"]),
    times=st.fixed_dictionaries(dict.fromkeys(("submit_time", "finish_time", "quota", "id"), numbers)),
    properties=st.sampled_from(["", "{}", '{"finalPrompt":"x","n":[1,2]}', "{broken", "null"]),
)
@settings(max_examples=150, deadline=None)
def test_any_fields_of_any_task_read_as_executed(
    fields: list[str], words: Any, status: str, times: Any, properties: str
) -> None:
    query = f"subscription {{ myTaskUpdates {{ kind cursor previousStatus task {{ {' '.join(fields)} }} }} }}"
    assert_same(query, happened(**words, **times, status=status, properties=properties))


@pytest.mark.parametrize(
    "selection",
    [
        "a: kind b: kind __typename",
        "task { t: __typename buttons { label emoji customId style type __typename } }",
        "task { id } ...on TaskUpdate { task { mjId } kind } task { id status }",
        "...Part fragment",
    ],
)
def test_aliases_fragments_and_lists_read_as_executed(selection: str) -> None:
    fragment = (
        " fragment Part on TaskUpdate { task { ...On } } fragment On on Node { id ... on Task { mjId } }"
    )
    query = f"subscription {{ told: myTaskUpdates {{ {selection} }} }}"
    if "fragment" in selection:
        query = "subscription { told: myTaskUpdates { ...Part } }" + fragment
    assert_same(query, happened(buttons=BUTTONS))


@pytest.mark.parametrize("with_kind", [True, False])
@pytest.mark.parametrize("without_task", [True, False])
def test_what_variables_include_and_skip_reads_as_executed(with_kind: bool, without_task: bool) -> None:
    query = (
        "subscription($kind: Boolean!, $task: Boolean = true) "
        "{ myTaskUpdates { cursor kind @include(if: $kind) task @skip(if: $task) { id } } }"
    )
    assert_same(query, happened(), kind=with_kind, task=without_task)


def test_a_value_that_its_field_can_not_have_is_left_to_the_executor() -> None:
    executor = built("subscription { myTaskUpdates { task { prompt } } }")
    broken = replace(make_task(), prompt=object())  # type: ignore[arg-type]
    event = replace(happened(), update=TaskUpdate(broken, None, TaskUpdateKind.CREATED))
    with pytest.raises(Exception, match="String cannot represent"):
        told(compiled(executor), event)
    assert executed(executor, event).errors


@pytest.mark.parametrize("field", ["user { username }", "channel { name }", "estimatedFinishAt"])
def test_what_is_looked_up_elsewhere_has_no_plan(field: str) -> None:
    assert compiled(built(f"subscription {{ myTaskUpdates {{ kind task {{ {field} }} }} }}")) is None


def test_one_plan_serves_all_who_ask_alike_and_few_are_kept() -> None:
    names = [f"v{number}" for number in range(5)]
    declared = ", ".join(f"${name}: Boolean!" for name in names)
    used = " ".join(f"{name}: kind @include(if: ${name})" for name in names)
    query = f"subscription({declared}) {{ myTaskUpdates {{ cursor {used} }} }}"
    document = parse(query)

    def choices(number: int) -> dict[str, bool]:
        return {name: bool(number >> bit & 1) for bit, name in enumerate(names)}

    prepared = Prepared(document, document, Selections(document), {})

    def plan(number: int) -> Part | None:
        executor = built_of(document, **choices(number))
        return plan_of(prepared, executor.operation, executor.variable_values, lambda: executor)

    plans = {number: plan(number) for number in range(32)}
    assert plan(0) is plans[0]
    assert len(prepared.plans) == KEPT
    for number, each in plans.items():
        assert len(told(each, happened())["myTaskUpdates"]) == 1 + number.bit_count()
