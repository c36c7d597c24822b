"""`make mutants`: make each mistake in a copy of the tree, and see which of the quick safety tests go red."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tests.mutants.patches import MUTANTS

ROOT = Path(__file__).parents[2]
SAFETY_TESTS = (
    "tests/tasks/changes",
    "tests/storage/test_writes.py",
    "tests/polling/lease/test_lease.py",
    "tests/kill/test_kills.py",
)
QUICK = {"KILLS": "10"}
LEFT_OUT = shutil.ignore_patterns("node_modules", "__pycache__", "assets")
# Each mistake shows on SQLite, where a kill takes a fraction of the time.
QUICKER = "not (killed_at_random and (postgresql or mariadb))"
DEADLINE_SECONDS = 900
RED = re.compile(r"^(?:FAILED|ERROR) \S*?::(\w+)", re.MULTILINE)
SUMMARY = re.compile(r"=* ?(\d+ (?:passed|failed).*?) in ")


class Copy:
    """A copy of the tree in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for name in ("gql", "tests"):
            shutil.copytree(ROOT / name, folder / name, ignore=LEFT_OUT)
        shutil.copy(ROOT / "pyproject.toml", folder)

    def tested(self) -> tuple[int, str]:
        """Run the safety tests, and give pytest's exit code and what it said."""
        options = (
            "-q",
            "-k",
            QUICKER,
            "-p",
            "no:cacheprovider",
            "--tb=no",
            f"--basetemp={self.folder / 'tmp'}",
        )
        ran = subprocess.run(  # noqa: S603 - our own tests
            [sys.executable, "-m", "pytest", *options, *SAFETY_TESTS],
            cwd=self.folder,
            env={**os.environ, **QUICK, "PYTHONPATH": str(self.folder), "PYTHONDONTWRITEBYTECODE": "1"},
            capture_output=True,
            text=True,
            timeout=DEADLINE_SECONDS,
            check=False,
        )
        return ran.returncode, ran.stdout + ran.stderr


def main() -> int:
    """Try the unchanged copy, which must be green, then every mutant, which must be red."""
    survivors, console = 0, Console(width=160)
    table = Table("mutant", "", "tests", "gone red")
    with tempfile.TemporaryDirectory() as folder:
        copy = Copy(Path(folder))
        code, said = copy.tested()
        if code:
            sys.exit(f"Without any mutant the safety tests are not green:\n{said}")
        table.add_row("(none)", "green", summary(said), "")
        for mutant in MUTANTS:
            file = copy.folder / mutant.path
            original = file.read_text(encoding="utf-8")
            file.write_text(mutant.of(original), encoding="utf-8")
            code, said = copy.tested()
            file.write_text(original, encoding="utf-8")
            caught = code == 1 and bool(RED.search(said))
            survivors += not caught
            told = "caught" if caught else f"SURVIVED ({code})"
            console.log(f"{mutant.name}: {told}")
            table.add_row(mutant.name, told, summary(said), reddened(said))
    console.print(table)
    return int(survivors > 0)


def summary(said: str) -> str:
    """Give pytest's own count."""
    counts = SUMMARY.findall(said)
    return counts[-1] if counts else ""


def reddened(said: str) -> str:
    """Name the tests that went red, each once."""
    return "\n".join(name.removeprefix("test_") for name in dict.fromkeys(RED.findall(said)))


if __name__ == "__main__":
    sys.exit(main())
