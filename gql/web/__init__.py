"""What a browser sees: the index page, the playground and the files they load."""

from gql.web.pages import routes
from gql.web.playground import Playground

__all__ = ["Playground", "routes"]
