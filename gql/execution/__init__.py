"""GraphQL over HTTP: from a request to an operation, and from its result to a response."""
