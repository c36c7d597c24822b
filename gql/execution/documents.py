"""Documents by id: persisted by clients as they come, or trusted beforehand."""

from collections.abc import Mapping
from dataclasses import replace

from gql.execution.kept import Kept
from gql.execution.refusals import DocumentNotFound, DocumentsNotSupported, NotTrusted
from gql.execution.request import GraphQLRequest

# How ids are written that say what they are (GraphQL over HTTP, appendix A).
HASH_PREFIX = "sha256:"
# Far more than the documents of a few hundred clients, and at most 16 MB.
PERSISTED_CHARACTERS = 4_000_000


class Documents:
    """Finds the document of a request."""

    def __init__(
        self,
        trusted: Mapping[str, str] | None = None,
        *,
        only_trusted: bool = False,
        persisted_limit: int = 0,
    ) -> None:
        """Begin with the trusted documents.

        Args:
            trusted: id -> document.
            only_trusted: whether nothing else runs.
            persisted_limit: how many documents of clients are kept; 0 keeps none.
        """
        self._trusted = trusted or {}
        self._safelist = frozenset(self._trusted.values()) if only_trusted else None
        self._persists = persisted_limit > 0 and not only_trusted
        self._persisted = Kept[str](persisted_limit, PERSISTED_CHARACTERS)

    def find(self, request: GraphQLRequest) -> GraphQLRequest:
        """Give the request with its document.

        Raises:
            DocumentNotFound, DocumentsNotSupported: it has an id alone.
            NotTrusted: its document is none of those that alone may run.
        """
        if not request.query:
            return replace(request, query=self._by_id(request.document_id or ""))
        if self._safelist is not None and request.query not in self._safelist:
            raise NotTrusted
        return request

    def keep(self, request: GraphQLRequest) -> None:
        """Keep a document that the client named by its hash, and forget the one not asked for the longest.

        What has not passed validation is better not kept: strangers would fill the room with it.
        """
        if request.document_id and self._persists:
            self._persisted.keep(request.document_id, request.query, len(request.query))

    def _by_id(self, identifier: str) -> str:
        trusted = self._trusted.get(identifier) or self._trusted.get(identifier.removeprefix(HASH_PREFIX))
        if found := trusted or self._persisted.get(identifier):
            return found
        raise DocumentNotFound if self._trusted or self._persists else DocumentsNotSupported
