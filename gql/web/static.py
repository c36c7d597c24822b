"""The files that `make assets` builds, each under a name with the hash of its content."""

import re
from pathlib import Path

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

ASSETS = Path(__file__).parent / "assets"

HASHED_NAME = re.compile(r"[\w.-]+-[\w-]{8}\.(?:js|css|ttf)")


class Assets(StaticFiles):
    """Serves the hashed names of one directory, compressed where the client takes it, and nothing else.

    A name changes with its content, so an answer may be kept for ever; a directory that is not there
    (assets not built) is 404 for every name.
    """

    def __init__(self, directory: Path) -> None:
        super().__init__(directory=directory, check_dir=False)

    async def check_config(self) -> None:
        """Accepts a missing directory: the playground's page says what to do about it."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """The file, or the `.gz` beside it.

        Raises:
            HTTPException: 404 for any name without a hash, 405 for any method but GET and HEAD.
        """
        if not HASHED_NAME.fullmatch(path):
            raise HTTPException(404)
        compressed = f"{path}.gz"
        if self._takes_gzip(scope) and self.lookup_path(compressed)[1]:
            response = await super().get_response(compressed, scope)
            response.headers["Content-Encoding"] = "gzip"
        else:
            response = await super().get_response(path, scope)
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Vary"] = "Accept-Encoding"
        return response

    @staticmethod
    def _takes_gzip(scope: Scope) -> bool:
        return "gzip" in Headers(scope=scope).get("accept-encoding", "")
