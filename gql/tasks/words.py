"""The words of new-api for what a task is and does, each with its meaning."""

from enum import StrEnum
from functools import lru_cache
from typing import Self


class Word(StrEnum):
    """A word of a closed set; a stored word outside of it reads as UNKNOWN, never as an error."""

    meaning: str
    # As equal words must have equal hashes; Enum's own is a function of Python's.
    __hash__ = str.__hash__

    def __new__(cls, word: str, meaning: str) -> Self:
        """Make a member that is equal to its word."""
        member = str.__new__(cls, word)
        member._value_ = word
        member.meaning = meaning
        return member

    @classmethod
    @lru_cache(maxsize=256)
    def of(cls, word: str) -> Self:
        """Give the member of a stored word."""
        return cls.__members__.get(word) or cls["UNKNOWN"]


class TaskStatus(Word):
    """How far a task has come."""

    NOT_START = "NOT_START", "Waiting in the upstream's queue."
    SUBMITTED = "SUBMITTED", "Handed to Midjourney, not yet begun."
    MODAL = "MODAL", "Waiting until a dialogue of Midjourney is answered."
    IN_PROGRESS = "IN_PROGRESS", "Being made; `progress` tells how far."
    SUCCESS = "SUCCESS", "Finished, with a result."
    FAILURE = "FAILURE", "Finished without a result; `failReason` tells why."
    CANCEL = "CANCEL", "Finished because it was called off."
    UNKNOWN = "UNKNOWN", "A word that this version does not know, or none yet; `rawStatus` has it."


class TaskAction(Word):
    """What a task does."""

    IMAGINE = "IMAGINE", "Makes four pictures from a prompt."
    UPSCALE = "UPSCALE", "Makes one of four pictures large."
    VARIATION = "VARIATION", "Makes four variations of a picture."
    HIGH_VARIATION = "HIGH_VARIATION", "Makes four strong variations."
    LOW_VARIATION = "LOW_VARIATION", "Makes four subtle variations."
    PAN = "PAN", "Extends a picture to one side."
    REROLL = "REROLL", "Runs a prompt again."
    BLEND = "BLEND", "Blends two to five pictures."
    DESCRIBE = "DESCRIBE", "Finds prompts that describe a picture."
    INPAINT = "INPAINT", "Makes a region of a picture anew."
    ZOOM = "ZOOM", "Extends a picture to all sides."
    CUSTOM_ZOOM = "CUSTOM_ZOOM", "Extends a picture to all sides, with a prompt of its own."
    SHORTEN = "SHORTEN", "Finds the words of a prompt that matter."
    SWAP_FACE = "SWAP_FACE", "Puts one face in another's place."
    UPLOAD = "UPLOAD", "Uploads a picture."
    VIDEO = "VIDEO", "Makes a video from a picture."
    EDITS = "EDITS", "Edits a picture by a prompt."
    UNKNOWN = "UNKNOWN", "A word that this version does not know; `rawAction` has it."


FINAL = (TaskStatus.SUCCESS, TaskStatus.FAILURE, TaskStatus.CANCEL)
