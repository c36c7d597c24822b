"""Documents that were parsed, held against the limits and validated; the latest are kept."""

import asyncio
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from typing import Any

from graphql import (
    DocumentNode,
    GraphQLError,
    GraphQLSchema,
    GraphQLSyntaxError,
    NoSchemaIntrospectionCustomRule,
    OperationDefinitionNode,
    Token,
    TokenKind,
    parse,
    validate,
)
from graphql.validation import specified_rules
from strawberry.schema.validation_rules.maybe_null import MaybeNullValidationRule
from strawberry.schema.validation_rules.one_of import OneOfInputValidationRule

from gql.execution.incremental import in_one_piece
from gql.execution.kept import Kept
from gql.execution.limits.cost import Estimate
from gql.execution.limits.errors import LimitExceeded, OperationUnresolved
from gql.execution.limits.limits import Limits
from gql.execution.limits.prices import Price, PriceList, sizing_variables
from gql.execution.limits.selections import Selections, every_node
from gql.execution.limits.shape import check_shape

RULES = (*specified_rules, MaybeNullValidationRule, OneOfInputValidationRule)
KEPT = 250
# A prepared document takes 50 to 300 bytes a character, so these are some 15 MB, and never 30.
KEPT_CHARACTERS = 100_000
# Of one document, by variables; each takes as much as so many characters.
OPERATIONS_KEPT = 200
OPERATION_CHARACTERS = 20
# From here on, a thread of its own costs less than what everybody else would wait for.
LONG_CHARACTERS = 600
TOO_MANY_TOKENS = "Document contains more than"
NO_TOKEN = Token(TokenKind.SOF, 0, 0, 0, 0)


class NotValid(Exception):
    """A document that can't be parsed or is not valid, for these errors."""

    def __init__(self, *errors: GraphQLError) -> None:
        super().__init__(*errors)
        self.errors = list(errors)


@dataclass(frozen=True, slots=True)
class Prepared:
    """A document that may be executed, as far as it can be told without variables."""

    document: DocumentNode
    whole: DocumentNode
    """The document without `@defer` and `@stream`, for clients that take no parts."""
    selections: Selections
    prices: Mapping[int, Price]
    sizing: tuple[str, ...] = ()
    """The variables on which the cost depends."""
    plans: dict[Hashable, Any] = field(default_factory=dict)
    """What was compiled of the document's operations, to be found again."""
    estimates: dict[Hashable, Estimate] = field(default_factory=dict)
    """What its operations cost, by the variables on which it depends."""
    operations: Kept[tuple[Any, ...]] = field(default_factory=lambda: Kept(OPERATIONS_KEPT, OPERATIONS_KEPT))
    """What is known of the latest of its operations, by their variables; each counts as one character."""

    def operation(self, name: str | None) -> OperationDefinitionNode:
        """Choose the operation to run (GraphQL, section 6.1, GetOperation).

        Raises:
            OperationUnresolved: no operation has this name, or there are several and none is named.
        """
        operations = self.selections.operations
        chosen = [node for node in operations if name is None or (node.name and node.name.value == name)]
        if len(chosen) != 1:
            names = ", ".join(node.name.value for node in operations if node.name)
            raise OperationUnresolved("operation_name", operations=names or "-")
        return chosen[0]


class Documents:
    """Prepares documents for execution; the same text is prepared once."""

    def __init__(
        self, schema: GraphQLSchema, limits: Limits, *, suggestions: bool = False, introspection: bool = True
    ) -> None:
        self._schema = schema
        self._rules = RULES if introspection else (*RULES, NoSchemaIntrospectionCustomRule)
        self._suggestions = suggestions
        self._limits = limits
        self._prices = PriceList(schema)
        self._kept = Kept[Prepared](KEPT, KEPT_CHARACTERS)
        # Threads take turns of 5 ms, so of ten at once the event loop would have to wait for 50.
        self._one_at_a_time = asyncio.Lock()

    def kept(self, text: str) -> Prepared | None:
        """Give a document that was prepared before; None where it is forgotten, or never was."""
        return self._kept.get(text)

    def keep(self, prepared: Prepared, text: str, key: Hashable, known: tuple[Any, ...]) -> None:
        """Keep what is known of an operation of a document, as long as the document itself."""
        kept = prepared.operations
        before = kept.characters
        kept.keep(key, known, 1)
        self._kept.enlarge(text, OPERATION_CHARACTERS * (kept.characters - before))

    async def prepare(self, text: str) -> Prepared:
        """Parse and validate a document, without keeping anybody else waiting.

        Raises:
            LimitExceeded: it exceeds one.
            NotValid: it can't be parsed, or is not valid.
        """
        if kept := self._kept.get(text):
            return kept
        if len(text) <= LONG_CHARACTERS:
            return self._keep(text, self._prepared(text))
        async with self._one_at_a_time:
            if kept := self._kept.get(text):
                return kept
            return self._keep(text, await asyncio.to_thread(self._prepared, text))

    def _keep(self, text: str, prepared: Prepared) -> Prepared:
        self._kept.keep(text, prepared, len(text))
        return prepared

    def _prepared(self, text: str) -> Prepared:
        document = self._parsed(text)
        self._check_shape(document)
        if errors := self._validated(document):
            raise NotValid(*errors[: self._limits.errors])
        whole = in_one_piece(document)
        priced = self._prices.of(document)
        return Prepared(document, whole, Selections(document), priced, sizing_variables(document, priced))

    def _parsed(self, text: str) -> DocumentNode:
        self._limits.check("characters", len(text))
        tokens = self._limits.tokens if self._limits.enforced else None
        try:
            document = parse(text, max_lexical_tokens=tokens, max_comments=tokens)
        except GraphQLSyntaxError as error:
            if tokens and TOO_MANY_TOKENS in error.message:
                raise LimitExceeded("tokens", highest=tokens, found=f"> {tokens}") from None
            raise NotValid(error) from None
        self._limits.check("tokens", document.token_count)
        _forget_tokens(document)
        return document

    def _check_shape(self, document: DocumentNode) -> None:
        try:
            check_shape(document, self._limits)
        except RecursionError:  # where tokens are not limited
            self._limits.check("depth", len(document.definitions) + self._limits.depth)

    def _validated(self, document: DocumentNode) -> list[GraphQLError]:
        return validate(
            self._schema,
            document,
            self._rules,
            max_errors=self._limits.errors,
            hide_suggestions=not self._suggestions,
        )


def _forget_tokens(document: DocumentNode) -> None:
    """Keep of a node's place what errors tell: tokens hang together, and take more room than all nodes."""
    for node in every_node(document):
        if node.loc:
            node.loc.start_token = node.loc.end_token = NO_TOKEN
