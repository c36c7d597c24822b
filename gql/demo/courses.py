"""How tasks end: what of a row does not depend on who asked for what, prepared once, told many times."""

from random import Random
from typing import Final, NamedTuple

from gql.demo.buttons import DESCRIBE_BUTTONS, GRID_BUTTONS, NO_BUTTONS, SHORTEN_BUTTONS, UPSCALE_BUTTONS
from gql.demo.tasks import PREVIEW
from gql.demo.timeline import FAILURE, PACES, SUCCESS, timeline_of

# Share in a thousand and price in new-api's quota.
ACTIONS: Final = {
    "IMAGINE": (495, 50_000),
    "UPSCALE": (215, 25_000),
    "VARIATION": (95, 50_000),
    "REROLL": (55, 50_000),
    "DESCRIBE": (30, 25_000),
    "BLEND": (20, 50_000),
    "VIDEO": (20, 400_000),
    "ZOOM": (15, 50_000),
    "PAN": (10, 50_000),
    "HIGH_VARIATION": (9, 50_000),
    "LOW_VARIATION": (9, 50_000),
    "INPAINT": (8, 0),
    "SWAP_FACE": (5, 25_000),
    "CUSTOM_ZOOM": (4, 0),
    "SHORTEN": (4, 50_000),
    "EDITS": (3, 50_000),
    "UPLOAD": (3, 25_000),
}
# Actions made from an earlier picture of the user have its prompt.
FROM_PICTURE: Final = frozenset(
    {"UPSCALE", "VARIATION", "REROLL", "VIDEO", "ZOOM", "PAN", "INPAINT", "CUSTOM_ZOOM"}
    | {"HIGH_VARIATION", "LOW_VARIATION"}
)
WITHOUT_PROMPT: Final = frozenset({"DESCRIBE", "BLEND", "UPLOAD"})
WITHOUT_PICTURE: Final = frozenset({"SHORTEN", "UPLOAD"})
SINGLE_PICTURES: Final = frozenset({"DESCRIBE", "VIDEO", "SWAP_FACE"})
OTHER_BUTTONS: Final = {
    "UPSCALE": UPSCALE_BUTTONS,
    "DESCRIBE": DESCRIBE_BUTTONS,
    "SHORTEN": SHORTEN_BUTTONS,
    "VIDEO": NO_BUTTONS,
    "SWAP_FACE": NO_BUTTONS,
    "UPLOAD": "",
}
ACCEPTED: Final = ("提交成功", "提交成功", "Submit success", "排队中，前面还有1个任务")
REJECTED: Final = ((4, "prompt_is_required"), (23, "队列已满，请稍后尝试"), (24, "可能包含敏感词"))
REJECTED_SHARE: Final = 0.012


class Course(NamedTuple):
    """One way a task can go. `start_ms` and `finish_ms` count from the submission, None where the row has 0.

    `picture` is the suffix of the picture's name, None where there is none.
    """

    action: str
    code: int
    description: str
    status: str
    progress: str
    fail_reason: str
    quota: int
    start_ms: int | None = None
    finish_ms: int | None = None
    picture: str | None = None
    buttons: str = ""

    @property
    def is_rejected(self) -> bool:
        """Whether the upstream never took the task."""
        return self.code != 1

    @property
    def has_id(self) -> bool:
        """Whether the upstream gave an id; an upload has none."""
        return self.code == 1 and self.action != "UPLOAD"

    @property
    def has_video(self) -> bool:
        """Whether there are videos at the end."""
        return self.action == "VIDEO" and self.status == SUCCESS


def pool(random: Random, size: int) -> list[Course]:
    """`size` courses in their natural shares."""
    weights = [share for share, _ in ACTIONS.values()]
    return [_course(random, action) for action in random.choices(list(ACTIONS), weights, k=size)]


def _course(random: Random, action: str) -> Course:
    price = ACTIONS[action][1]
    if action == "IMAGINE" and random.random() < REJECTED_SHARE:
        code, reason = random.choice(REJECTED)
        return Course(action, code, reason, FAILURE, "100%", reason, price)
    description = random.choice(ACCEPTED)
    if action == "UPLOAD":
        return Course(action, 1, description, SUCCESS, "100%", "", price)
    end = timeline_of(random.getrandbits(32), action if action in PACES else "VARIATION").end
    is_success = end.status == SUCCESS
    return Course(
        action,
        1,
        description,
        end.status,
        "100%",
        end.fail_reason or "",
        price,
        end.started_ms,
        end.finished_ms,
        _picture(random, action, is_success=is_success, has_picture=end.has_picture),
        OTHER_BUTTONS.get(action, GRID_BUTTONS) if is_success else NO_BUTTONS,
    )


def _picture(random: Random, action: str, *, is_success: bool, has_picture: bool) -> str | None:
    if not has_picture or action in WITHOUT_PICTURE:
        return None
    if not is_success:
        return PREVIEW
    if action == "UPSCALE":
        return f"_u{random.randrange(1, 5)}"
    return "_u1" if action in SINGLE_PICTURES else ""
