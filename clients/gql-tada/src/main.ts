import { initGraphQLTada, type ResultOf, type VariablesOf } from "gql.tada";
import { type GraphQLFormattedError, print } from "graphql";
import type { TypedDocumentNode } from "@graphql-typed-document-node/core";
import type { introspection } from "./graphql-env.d.ts";

const graphql = initGraphQLTada<{
  introspection: introspection;
  scalars: { BigInt: number | string; DateTime: string; JSON: unknown; Timestamp: number; URL: string };
}>();

/** GraphQL over HTTP needs no library: a POST, and the document knows the types of both ends. */
async function ask<Data, Variables>(document: TypedDocumentNode<Data, Variables>, variables: Variables) {
  const response = await fetch(`${process.env.GATEWAY_URL}/graphql`, {
    method: "POST",
    headers: {
      "Content-Type": "application/json",
      Accept: "application/graphql-response+json",
      Authorization: `Bearer ${process.env.TOKEN}`,
    },
    body: JSON.stringify({ query: print(document), variables }),
  });
  return (await response.json()) as { data?: Data | null; errors?: GraphQLFormattedError[] };
}

const Tasks = graphql(`
  query Tasks($filter: TaskFilter!, $after: String) {
    viewer {
      tasks(first: 20, after: $after, filter: $filter) {
        totalCount
        nodes {
          databaseId
          quota
          submitTime
          submittedAt
          imageUrl
          properties
        }
        pageInfo {
          endCursor
          hasNextPage
        }
      }
    }
  }
`);

const Channels = graphql(`
  query Channels {
    channels {
      name
    }
  }
`);

type Connection = ResultOf<typeof Tasks>["viewer"]["tasks"];

/** Give page after page: each asks with the cursor at which the one before it ended. */
async function* pagesOf(variables: VariablesOf<typeof Tasks>): AsyncGenerator<Connection> {
  const { data, errors } = await ask(Tasks, variables);
  if (!data) throw new Error(errors?.[0]?.message);
  const { tasks } = data.viewer;
  yield tasks;
  if (tasks.pageInfo.hasNextPage) yield* pagesOf({ ...variables, after: tasks.pageInfo.endCursor });
}

const pages: Connection[] = [];
for await (const page of pagesOf({ filter: { statuses: ["SUCCESS"], actions: ["IMAGINE", "VIDEO"] } })) {
  pages.push(page);
}
const { errors } = await ask(Channels, {});

const nodes = pages.flatMap((page) => page.nodes);
console.log(
  JSON.stringify({
    total: pages[0]?.totalCount,
    pages: pages.length,
    ids: nodes.map((task) => task.databaseId),
    spent: String(nodes.reduce((sum, task) => sum + BigInt(task.quota), 0n)),
    newest: nodes[0],
    refused: errors?.map(({ extensions, path }) => ({ code: extensions?.code, path })),
  }),
);
