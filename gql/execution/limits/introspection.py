"""How much of the schema an operation may ask for: twice what GraphiQL does."""

from graphql import GraphQLSchema, get_introspection_query, parse

from gql.execution.limits.cost import Costs
from gql.execution.limits.limits import Limits
from gql.execution.limits.prices import PriceList
from gql.execution.limits.selections import Selections

TIMES = 2


def introspection_max(schema: GraphQLSchema, limits: Limits) -> int:
    """Compute the points that introspection may cost; they are not taken from anybody's allowance."""
    document = parse(get_introspection_query())
    selections = Selections(document)
    costs = Costs.of(selections, PriceList(schema).of(document), selections.operations[0], None, limits)
    return TIMES * costs.estimate().introspection
