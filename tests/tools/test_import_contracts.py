import os
import shutil
import subprocess
import sys
from pathlib import Path

LAYERS = ("app", "cli", "operations", "settings", "errors", "language")
DOORS = ("demo", "execution", "images", "live", "polling", "rest", "schema", "web")
CORE = ("tasks", "identity", "channels", "storage")
VIOLATIONS = {
    "storage": "import gql.tasks.model",
    "rest": "import gql.web",
    "execution": "import gql.live",
    "identity": "import starlette, gql.tasks.resolvers",
    "web": "import strawberry, httpx",
    "schema": "import sqlalchemy.orm",
}


def lint(folder: Path) -> str:
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-logo", "--no-cache"]
    wide = os.environ | {"COLUMNS": "200"}
    run = subprocess.run(command, cwd=folder, env=wide, check=False, capture_output=True, text=True)  # noqa: S603
    return run.stdout + run.stderr


def house(folder: Path) -> Path:
    shutil.copy(".importlinter", folder)
    for package in LAYERS + DOORS + CORE:
        (folder / "gql" / package).mkdir(parents=True)
        (folder / "gql" / package / "__init__.py").touch()
    (folder / "gql/__init__.py").touch()
    (folder / "gql/tasks/resolvers.py").touch()
    (folder / "gql/tasks/model.py").touch()
    return folder


def test_a_house_without_wrong_imports_keeps_all_contracts(tmp_path: Path) -> None:
    assert "Contracts: 7 kept, 0 broken." in lint(house(tmp_path))


def test_each_contract_is_broken_by_an_import_that_it_forbids(tmp_path: Path) -> None:
    house(tmp_path)
    for package, line in VIOLATIONS.items():
        (tmp_path / "gql" / package / "pages.py").write_text(f"{line}\n", "utf-8")

    assert "Contracts: 0 kept, 7 broken." in lint(tmp_path)
