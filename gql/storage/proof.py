"""Whether the database's change counter proves what an operation was given: the same until that moves."""

from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(slots=True)
class Proof:
    """Holds as long as nobody doubts it."""

    holds: bool = True


_proof: ContextVar[Proof | None] = ContextVar("proof", default=None)


def begun() -> Proof:
    """Begin a proof, of all that is read from now on by this task and by those that it starts."""
    proof = Proof()
    _proof.set(proof)
    return proof


def doubted() -> None:
    """Say that what is being given may change though no row does, as by the time or by another store."""
    if proof := _proof.get():
        proof.holds = False
