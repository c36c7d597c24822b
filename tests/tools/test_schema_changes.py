from pathlib import Path

import pytest

from tools import schema_changes

OLD = """
type Query { task(id: ID!): Task }
type Task { id: ID! quota: Int status: Status }
enum Status { SUCCESS }
"""
REMOVED = "Field Task.quota was removed."


def project(folder: Path, new: str, changelog: str, old: str | None = OLD) -> Path:
    (folder / "schema.graphql").write_text(new, "utf-8")
    (folder / "CHANGELOG.md").write_text(changelog, "utf-8")
    if old is not None:
        (folder / "docs/schema").mkdir(parents=True)
        (folder / "docs/schema/released.graphql").write_text(old, "utf-8")
    return folder


def test_a_removed_field_that_the_changelog_does_not_name_fails(tmp_path: Path) -> None:
    new = OLD.replace("quota: Int ", "")

    lines, passes = schema_changes.report(
        project(tmp_path, new, "## [Unreleased]\n\n## [1.0.0]\n- " + REMOVED)
    )

    assert not passes
    assert lines == [
        f"breaking: {REMOVED}",
        f"CHANGELOG.md: name this under Unreleased, or take it back: {REMOVED}",
    ]


def test_a_removed_field_that_the_changelog_names_passes_and_is_told(tmp_path: Path) -> None:
    new = OLD.replace("quota: Int ", "")

    lines, passes = schema_changes.report(
        project(
            tmp_path, new, "## [Unreleased]\n- Breaking: Field Task.quota\n  was removed, ask `charge`.\n"
        )
    )

    assert passes
    assert lines == [f"breaking: {REMOVED}"]


def test_a_new_enum_value_is_told_as_dangerous_and_passes(tmp_path: Path) -> None:
    new = OLD.replace("SUCCESS }", "SUCCESS FAILURE }")

    assert schema_changes.report(project(tmp_path, new, "## [Unreleased]\n")) == (
        ["dangerous: Enum value Status.FAILURE was added."],
        True,
    )


def test_a_new_field_is_nobodys_harm(tmp_path: Path) -> None:
    new = OLD.replace("quota: Int", "quota: Int progress: Int")

    assert schema_changes.report(project(tmp_path, new, "## [Unreleased]\n")) == (
        ["The schema breaks no client of the last release."],
        True,
    )


@pytest.mark.parametrize(
    ("changelog", "passes"), [("## [Unreleased]\n", True), ("## [1.0.0] - 2026-11-30\n", False)]
)
def test_the_released_schema_may_be_missing_only_before_the_first_release(
    tmp_path: Path, changelog: str, passes: bool
) -> None:
    assert schema_changes.report(project(tmp_path, OLD, changelog, old=None))[1] is passes


def test_the_exit_code_is_1_where_a_change_may_not_pass(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(project(tmp_path, "type Query { id: ID }", "## [Unreleased]\n"))

    assert schema_changes.main() == 1
    assert "breaking: Task was removed." in capsys.readouterr().out
