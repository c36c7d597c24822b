import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from gql.tasks.words import TaskAction, TaskStatus, Word

EVERY_WORD = [*TaskStatus, *TaskAction]


@pytest.mark.parametrize("word", EVERY_WORD, ids=lambda word: f"{type(word).__name__} {word}")
def test_a_word_is_itself_and_has_a_meaning(word: Word) -> None:
    assert type(word).of(word.value) is word
    assert word == word.name
    assert word.meaning.endswith((".", "it.", "has it."))


@pytest.mark.parametrize(
    "stored", ["", "PAUSED", "success", " SUCCESS", "SUCCESS ", "mro", "of", "成功", "\0"]
)
@pytest.mark.parametrize("kind", [TaskStatus, TaskAction])
def test_any_other_text_is_unknown(kind: type[Word], stored: str) -> None:
    assert kind.of(stored) is kind["UNKNOWN"]


def test_of_a_real_database_s_actions_all_but_two_are_known(newapi_file: Path) -> None:
    with closing(sqlite3.connect(newapi_file)) as connection:
        stored = {action for (action,) in connection.execute("SELECT DISTINCT action FROM midjourneys")}

    unknown = {action for action in stored if TaskAction.of(action) is TaskAction.UNKNOWN}
    assert unknown == {"MODAL", "NEW_ACTION_2027"}
    assert stored - unknown == set(TaskAction) - {TaskAction.UNKNOWN}
