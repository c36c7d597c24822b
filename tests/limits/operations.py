"""Operations as the executor gets them, and as clients see what becomes of them."""

from typing import Any

from gql.allowance.allowance import Allowance
from gql.app import make_services
from gql.errors import GatewayError
from gql.execution.errors import formatted, refused
from gql.execution.executor import Executor
from gql.execution.limits.limits import Limits
from gql.execution.request import GraphQLRequest
from gql.identity.credentials import Credentials
from gql.language import Language
from gql.schema import make_schema
from gql.schema.context import Context
from gql.settings import load
from gql.storage.database import Database
from tests.accounts import IDS, TOKENS


def limits(**settings: Any) -> Limits:
    return Limits.of(load(**settings))


def context(database: Database, username: str | None) -> Context:
    """Make the context of a user's request, or of nobody's."""
    credentials = Credentials(TOKENS[username], str(IDS[username])) if username else Credentials()
    return Context(make_services(load(), database), credentials)


class Client:
    """Runs operations on a database as somebody, or as nobody."""

    def __init__(
        self,
        database: Database,
        username: str | None = None,
        allowance: Allowance | None = None,
        **settings: Any,
    ) -> None:
        schema = make_schema(suggestions=settings.get("debug", False))
        self.executor = Executor(schema, limits(**settings), allowance, cost_in_answers=True)
        self._database = database
        self._username = username

    async def run(
        self, query: str, variables: dict[str, Any] | None = None, name: str | None = None, **how: Any
    ) -> dict[str, Any]:
        """Give the response in English."""
        request = GraphQLRequest(query, name, variables, incremental=how.get("incremental", False))
        try:
            asking = context(self._database, self._username)
            result = await self.executor.execute(request, asking, read_only=how.get("read_only", False))
        except GatewayError as error:
            result = refused(error)
        return formatted(result, Language.EN)

    async def refusal(
        self, query: str, variables: dict[str, Any] | None = None, name: str | None = None
    ) -> str:
        """Give the code and the message of the one error that an operation is refused with."""
        response = await self.run(query, variables, name)
        assert "data" not in response, response["data"]
        (error,) = response["errors"]
        return f"{error['extensions']['code']}: {error['message']}"

    async def cost(self, query: str, **variables: Any) -> dict[str, int]:
        """Give the cost of an operation that has no errors."""
        response = await self.run(query, variables)
        assert "errors" not in response, response["errors"]
        return dict(response["extensions"]["cost"])
