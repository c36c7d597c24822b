"""What a subscriber wants to hear of, and whether a viewer may."""

from dataclasses import dataclass, field

from gql.checks import check_text
from gql.identity.model import Viewer
from gql.tasks.scope import Scope, everybodys, owned_by, visible_to
from gql.tasks.search import TaskFilter, permitted


@dataclass(frozen=True, slots=True)
class Wanted:
    """The task with an id at the upstream, or the tasks that satisfy a filter: one's own or everybody's."""

    mj_id: str | None = None
    filter: TaskFilter = field(default_factory=TaskFilter)
    everybody: bool = False

    def scope(self, viewer: Viewer) -> Scope:
        """Say among which tasks a viewer hears of them.

        Raises:
            Forbidden: everybody's tasks, or a filter, that are for admins.
            BadUserInput: an id or a filter outside its limits.
        """
        permitted(viewer, self.filter)
        if self.mj_id is not None:
            check_text("mj_id", self.mj_id)
            return visible_to(viewer)
        return everybodys(viewer) if self.everybody else owned_by(viewer)
