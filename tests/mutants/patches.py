"""Mistakes that the safety tests must notice: each a patch of one file, as text to find and text instead."""

from dataclasses import dataclass
from pathlib import Path

CHANGES = Path("gql/tasks/changes/repository.py")
LEASE = Path("gql/polling/lease/lease.py")
LEDGER = Path("gql/storage/migrations/versions/v0002_live_updates.py")
WRITES = Path("gql/storage/unit_of_work.py")


class PatchDoesNotApply(LookupError):
    """The code has changed; the patch has to change with it."""


@dataclass(frozen=True, slots=True)
class Mutant:
    """A mistake, and how to make it."""

    name: str
    path: Path
    replacements: tuple[tuple[str, str], ...]

    def of(self, code: str) -> str:
        """Make the mistake in the code of a file.

        Raises:
            PatchDoesNotApply: a text to replace is not there exactly once.
        """
        for old, new in self.replacements:
            if code.count(old) != 1:
                raise PatchDoesNotApply(f"{self.name}: {self.path} has {code.count(old)} times:\n{old}")
            code = code.replace(old, new)
        return code


REFUNDS = "        return await self._refunded(connection, won)\n"
NO_REFUNDS = "        return won\n"
EARLY_REFUNDS = "        await self._refunded(connection, changes)\n"
FIRST_LOOK = "        ids = [change.task.id for change in changes]\n        states ="
WRITE = "            return await self._database.write(work, then=self._tell)\n"
PAY_LATER = """\
            won = await self._database.write(work, then=self._tell)
            await self._database.write(pay)
            return won
"""
PAYING = """\
        async def pay(connection: AsyncConnection) -> None:
            await self._refunded(connection, won)

        try:
"""
READ_AGAIN = """\
            stored = await self._stored(changes)
            if not stored:
                raise
            self._tell(stored)
            return stored
"""

MUTANTS = (
    Mutant(
        "two transactions",
        CHANGES,
        ((REFUNDS, NO_REFUNDS), ("        try:\n" + WRITE, PAYING + PAY_LATER)),
    ),
    Mutant(
        "no compare-and-set",
        CHANGES,
        (
            ("if now.get(change.task.id) == _state(change.task)]", "if change.task.id in now]"),
            ('== bindparam("task_id"), *unchanged)', '== bindparam("task_id"))'),
        ),
    ),
    Mutant(
        "refund before status",
        CHANGES,
        ((REFUNDS, NO_REFUNDS), (FIRST_LOOK, EARLY_REFUNDS + FIRST_LOOK)),
    ),
    Mutant(
        "no unique ledger key",
        LEDGER,
        (
            (
                '        sa.UniqueConstraint("task_id", "kind", name="uq_mj_gateway_ledger_task_id_kind"),\n',
                "",
            ),
        ),
    ),
    Mutant(
        "cancellation swallowed",
        WRITES,
        (("await to_its_end(self._transact(work, then))", "await self._transact(work, then)"),),
    ),
    Mutant("retry after an unknown commit", CHANGES, ((READ_AGAIN, WRITE),)),
    Mutant(
        "a zombie lease holder",
        LEASE,
        ((" or not self.held or (found.holder, found.fence) != (mine.holder, mine.fence)", ""),),
    ),
    Mutant(
        "the fence is not asked",
        CHANGES,
        (("                await fence(connection)\n", "                pass\n"),),
    ),
    Mutant(
        "event before commit",
        CHANGES,
        (
            ("            return won\n\n", "            self._tell(won)\n            return won\n\n"),
            (WRITE, WRITE.replace(", then=self._tell", "")),
        ),
    ),
)
