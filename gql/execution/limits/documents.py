"""Documents that were parsed, held against the limits and validated; the latest are kept."""

import asyncio
from collections import OrderedDict

from graphql import DocumentNode, GraphQLError, GraphQLSyntaxError, OperationDefinitionNode, parse, validate
from graphql.validation import specified_rules
from strawberry.schema.validation_rules.maybe_null import MaybeNullValidationRule
from strawberry.schema.validation_rules.one_of import OneOfInputValidationRule

from gql.execution.limits.errors import LimitExceeded, OperationUnresolved
from gql.execution.limits.limits import Limits
from gql.execution.limits.shape import check_shape
from gql.schema import Schema

RULES = (*specified_rules, MaybeNullValidationRule, OneOfInputValidationRule)
KEPT = 500
# From here on, a thread of its own costs less than what everybody else would wait for.
LONG_CHARACTERS = 600
TOO_MANY_TOKENS = "Document contains more than"


class Refused(Exception):
    """A document or an operation that is not executed, for these errors."""

    def __init__(self, *errors: GraphQLError) -> None:
        super().__init__(*errors)
        self.errors = list(errors)


class Documents:
    """Prepares documents for execution; the same text is prepared once."""

    def __init__(self, schema: Schema, limits: Limits) -> None:
        self._schema = schema
        self._limits = limits
        self._kept: OrderedDict[str, DocumentNode] = OrderedDict()

    async def prepare(self, text: str) -> DocumentNode:
        """Parse and validate a document, without keeping anybody else waiting.

        Raises:
            Refused: it can't be parsed, exceeds a limit, or is not valid.
        """
        if text not in self._kept:
            long = len(text) > LONG_CHARACTERS
            self._keep(text, await asyncio.to_thread(self._prepared, text) if long else self._prepared(text))
        self._kept.move_to_end(text)
        return self._kept[text]

    def _keep(self, text: str, document: DocumentNode) -> None:
        self._kept[text] = document
        if len(self._kept) > KEPT:
            self._kept.popitem(last=False)

    def _prepared(self, text: str) -> DocumentNode:
        try:
            document = self._parsed(text)
            self._check_shape(document)
        except LimitExceeded as error:
            raise Refused(GraphQLError(str(error), original_error=error)) from None
        except GraphQLSyntaxError as error:
            raise Refused(error) from None
        if errors := self._validated(document):
            raise Refused(*errors[: self._limits.errors])
        return document

    def _parsed(self, text: str) -> DocumentNode:
        self._limits.check("characters", len(text))
        tokens = self._limits.tokens if self._limits.enforced else None
        try:
            document = parse(text, max_lexical_tokens=tokens, max_comments=tokens)
        except GraphQLSyntaxError as error:
            if tokens and TOO_MANY_TOKENS in error.message:
                raise LimitExceeded("tokens", highest=tokens, found=f"> {tokens}") from None
            raise
        self._limits.check("tokens", document.token_count)
        return document

    def _check_shape(self, document: DocumentNode) -> None:
        try:
            check_shape(document, self._limits)
        except RecursionError:  # where tokens are not limited
            self._limits.check("depth", len(document.definitions) + self._limits.depth)

    def _validated(self, document: DocumentNode) -> list[GraphQLError]:
        return validate(
            self._schema._schema,  # noqa: SLF001 - Strawberry has no public name for graphql-core's schema
            document,
            RULES,
            max_errors=self._limits.errors,
            hide_suggestions=self._schema.config.disable_field_suggestions,
        )


def operation_of(document: DocumentNode, name: str | None) -> OperationDefinitionNode:
    """Choose the operation to run (GraphQL, section 6.1, GetOperation).

    Raises:
        Refused: no operation has this name, or there are several and none is named.
    """
    operations = [node for node in document.definitions if isinstance(node, OperationDefinitionNode)]
    chosen = [node for node in operations if name is None or (node.name and node.name.value == name)]
    if len(chosen) == 1:
        return chosen[0]
    names = ", ".join(node.name.value for node in operations if node.name) or "-"
    error = OperationUnresolved("operation_name", operations=names)
    raise Refused(GraphQLError(str(error), original_error=error))
