import { Environment, Network, RecordSource, Store } from "relay-runtime";
import type { GraphQLResponse, Observable, RequestParameters, Variables } from "relay-runtime";

/** A request as Relay wants it sent: an answer without data and with errors makes the query throw. */
async function ask({ text }: RequestParameters, variables: Variables): Promise<GraphQLResponse> {
  const response = await fetch(`${process.env.GATEWAY_URL}/graphql`, {
    method: "POST",
    headers: {
      "Content-Type": "application/json",
      Accept: "application/graphql-response+json",
      Authorization: `Bearer ${process.env.TOKEN}`,
    },
    body: JSON.stringify({ query: text, variables }),
  });
  return (await response.json()) as GraphQLResponse;
}

export const environment = new Environment({
  network: Network.create(ask),
  store: new Store(new RecordSource()),
});

interface ServerError {
  message: string;
  path?: (string | number)[];
  extensions?: { code: string };
}

/** Give the errors of a query that is refused; Relay keeps them in the `source` of what it throws. */
export async function errorsOf(query: Observable<unknown>): Promise<ServerError[]> {
  type Thrown = Error & { source?: { errors: ServerError[] } };
  const thrown = await query.toPromise().then(
    () => undefined,
    (error: Thrown) => error,
  );
  return thrown?.source?.errors ?? [];
}
