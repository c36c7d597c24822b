"""What the simulated upstream keeps of a task, and the task object it answers with."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Protocol
from zlib import crc32

from gql.demo.timeline import SUCCESS, Moment, Timeline, timeline_of

TaskObject = Mapping[str, Any]

INSTANCE_ID: Final = "1118138338562560102"
PREVIEW: Final = "_grid_0"
SINGLE: Final = "_u1"
SINGLE_ACTIONS: Final = frozenset({"UPSCALE", "DESCRIBE"})

COMMANDS: Final = {
    "IMAGINE": "/imagine {prompt}",
    "UPSCALE": "/up {parent} U1",
    "VARIATION": "/up {parent} V1",
    "REROLL": "/up {parent} R",
    "DESCRIBE": "/describe {id}.png",
    "BLEND": "/blend {id} 2",
}
DESCRIBED: Final = "1️⃣ layered mountains at dawn --ar 1:1\n\n2️⃣ soft light over a quiet valley --ar 1:1"
BLENDED: Final = "<https://s.mj.run/JWu6jaL1D-8> <https://s.mj.run/QhfnQY-l68o>"


class UpstreamTask(Protocol):
    """A task as the store needs it; another kind may tell another story."""

    @property
    def id(self) -> str:
        """The upstream's id: 16 digits."""
        ...

    def is_in_memory(self, now_ms: int) -> bool:
        """Whether it is queued or running: then it stands in the queue, and first in a batch."""
        ...

    def as_seen(self, now_ms: int, public_url: str) -> TaskObject:
        """The task object at `now_ms`: 14 keys in the wire's order."""
        ...


@dataclass(frozen=True, slots=True)
class StoredTask:
    """A task that never changes: a task object as it came over the wire."""

    body: TaskObject

    @property
    def id(self) -> str:
        """The upstream's id."""
        return str(self.body["id"])

    def is_in_memory(self, now_ms: int) -> bool:  # noqa: ARG002 - it only lies in the store
        """Never."""
        return False

    def as_seen(self, now_ms: int, public_url: str) -> TaskObject:  # noqa: ARG002 - always the same
        """The object as it was given."""
        return self.body


@dataclass(frozen=True, slots=True)
class LiveTask:
    """A task that goes its way by the clock; `submit_time` is milliseconds since 1970.

    Its timeline follows from its id and action alone, so a database row and the upstream agree about it.
    """

    id: str
    action: str
    submit_time: int
    prompt: str | None = None
    state: str | None = None
    notify_hook: str | None = None

    @property
    def seed(self) -> int:
        """The number its timeline and its made-up ids follow from."""
        return crc32(self.id.encode())

    @property
    def timeline(self) -> Timeline:
        """All that will happen to it."""
        return timeline_of(self.seed, self.action)

    def moment(self, now_ms: int) -> Moment:
        """What it is at `now_ms`."""
        return self.timeline.at(now_ms - self.submit_time)

    def is_in_memory(self, now_ms: int) -> bool:
        """Until it is final."""
        return not self.moment(now_ms).is_final

    def as_seen(self, now_ms: int, public_url: str) -> TaskObject:
        """The task object; a DESCRIBE has its prompt at the end, a BLEND from the start of drawing."""
        moment = self.moment(now_ms)
        prompt = self._prompt(moment)
        return {
            "id": self.id,
            "properties": self._properties(moment, prompt),
            "action": self.action,
            "status": moment.status,
            "prompt": prompt,
            "promptEn": prompt,
            "description": self._description(),
            "state": self.state,
            "submitTime": self.submit_time,
            "startTime": self._moment_of(moment.started_ms),
            "finishTime": self._moment_of(moment.finished_ms),
            "imageUrl": self._image_url(moment, public_url),
            "progress": moment.progress,
            "failReason": moment.fail_reason,
        }

    def _moment_of(self, offset_ms: int | None) -> int | None:
        return None if offset_ms is None else self.submit_time + offset_ms

    def _prompt(self, moment: Moment) -> str | None:
        if self.action == "DESCRIBE":
            return DESCRIBED if moment.status == SUCCESS else None
        if self.action == "BLEND":
            return BLENDED if moment.is_drawn else None
        return self.prompt

    def _description(self) -> str:
        # A row does not say which task it was made from: the one of two minutes before will do.
        parent = f"{self.submit_time - 120_000}{self.id[-3:]}"
        return COMMANDS[self.action].format(prompt=self.prompt, parent=parent, id=self.id)

    def _image_url(self, moment: Moment, public_url: str) -> str | None:
        if not moment.has_picture:
            return None
        suffix = PREVIEW if moment.status != SUCCESS else SINGLE if self.action in SINGLE_ACTIONS else ""
        return f"{public_url}/pictures/{self.id}{suffix}.webp"

    def _properties(self, moment: Moment, prompt: str | None) -> dict[str, Any]:
        """The keys that Discord's messages have brought so far, in the order observed."""
        success = moment.status == SUCCESS
        properties: dict[str, Any] = {"notifyHook": self.notify_hook, "discordInstanceId": INSTANCE_ID}
        if success:
            properties |= {"flags": 0, "messageId": f"1191{self.seed:015d}"}
        if success or moment.has_picture or moment.progress == "Waiting to start":
            properties["messageHash"] = self._message_hash() if moment.has_picture else None
        properties["nonce"] = f"1845{self.seed:015d}"
        if moment.is_drawn:
            properties |= {"finalPrompt": prompt, "progressMessageId": f"1190{self.seed:015d}"}
        return properties

    def _message_hash(self) -> str:
        return f"{self.seed:08x}-0000-4000-8000-{self.seed:012x}"
