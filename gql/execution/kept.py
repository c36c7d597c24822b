"""What is kept of the latest texts, so that neither many nor long ones fill the memory."""

from collections import OrderedDict
from collections.abc import Hashable
from typing import Any, Generic, TypeVar

import orjson

Value = TypeVar("Value")


class Kept(Generic[Value]):
    """Values by a key, each of the size of a text; the one not asked for the longest is forgotten first."""

    def __init__(self, most: int, characters: int) -> None:
        """Begin with nothing.

        Args:
            most: how many values are kept; 0 keeps none.
            characters: how long their texts are together, at most.
        """
        self._most = most
        self._characters = characters
        self._values: OrderedDict[Hashable, tuple[Value, int]] = OrderedDict()
        self.characters = 0

    def get(self, key: Hashable) -> Value | None:
        """Give a value, None where it is not kept."""
        found = self._values.get(key)
        if found is None:
            return None
        self._values.move_to_end(key)
        return found[0]

    def keep(self, key: Hashable, value: Value, characters: int) -> None:
        """Keep a value, and forget those for which there is no room any more.

        What would have no room alone is not kept.
        """
        if characters > self._characters:
            return
        self.characters += characters - self._values.pop(key, (value, 0))[1]
        self._values[key] = value, characters
        self._make_room()

    def enlarge(self, key: Hashable, characters: int) -> None:
        """Count what was added to a value that is kept, and forget those for which there is no room."""
        if found := self._values.get(key):
            self._values[key] = found[0], found[1] + characters
            self.characters += characters
            self._make_room()

    def _make_room(self) -> None:
        while len(self._values) > self._most or self.characters > self._characters:
            _, (_, size) = self._values.popitem(last=False)
            self.characters -= size


class Repeated:
    """Tells what was seen before, by its hash, among the latest."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._seen: set[int] = set()

    def __call__(self, key: Hashable) -> bool:
        """Tell whether it was, and see it now."""
        seen = hash(key)
        if seen in self._seen:
            return True
        if len(self._seen) >= self._most:
            self._seen.clear()
        self._seen.add(seen)
        return False


class KeptData(Kept[tuple[object, orjson.Fragment]]):
    """The `data` of answers as JSON, each of one version of what it tells of."""

    def text(self, key: Hashable, version: object) -> orjson.Fragment | None:
        """Give a text, None where it is not kept or is of another version."""
        found = self.get(key)
        return found[1] if found and found[0] == version else None

    def written(self, key: Hashable, version: object, data: dict[str, Any], room: int = 0) -> Any:  # noqa: ANN401
        """Keep data, which takes `room` beside its text; give the text, or the data where it can't be one."""
        try:
            text = orjson.dumps(data)
        except TypeError:  # what it can't write
            return data
        fragment = orjson.Fragment(memoryview(text).tobytes())  # orjson leaves room behind its text
        self.keep(key, (version, fragment), len(text) + room)
        return fragment
