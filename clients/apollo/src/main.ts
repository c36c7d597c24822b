import { ApolloClient, CombinedGraphQLErrors, HttpLink, InMemoryCache } from "@apollo/client";
import { relayStylePagination } from "@apollo/client/utilities";
import { filter, from, lastValueFrom, map, takeWhile, tap } from "rxjs";
import { graphql } from "./gql/index.js";
import type { TaskFilter } from "./gql/graphql.js";

const client = new ApolloClient({
  link: new HttpLink({
    uri: `${process.env.GATEWAY_URL}/graphql`,
    headers: { Authorization: `Bearer ${process.env.TOKEN}` },
  }),
  cache: new InMemoryCache({
    typePolicies: {
      // Pages of one filter are one list; another filter is another list.
      Viewer: { merge: true, fields: { tasks: relayStylePagination(["filter"]) } },
    },
  }),
});

const Tasks = graphql(`
  query Tasks($filter: TaskFilter!, $after: String) {
    viewer {
      tasks(first: 20, after: $after, filter: $filter) {
        totalCount
        edges {
          node {
            id
            databaseId
            quota
            submitTime
            submittedAt
            imageUrl
            properties
          }
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
      id
      name
    }
  }
`);

const variables = { filter: { statuses: ["SUCCESS"], actions: ["IMAGINE", "VIDEO"] } satisfies TaskFilter };
const list = client.watchQuery({ query: Tasks, variables });

/** The list after each page, until it is whole: the cache appends what `fetchMore` brings. */
const growing = from(list).pipe(
  filter((result) => !result.loading),
  filter((result) => result.dataState === "complete"),
  map((result) => result.data.viewer.tasks),
  tap(({ pageInfo }) => pageInfo.hasNextPage && list.fetchMore({ variables: { after: pageInfo.endCursor } })),
  takeWhile(({ pageInfo }) => pageInfo.hasNextPage, true),
);
let pages = 0;
const tasks = await lastValueFrom(growing.pipe(tap(() => pages++)));

const { error } = await client.query({ query: Channels, errorPolicy: "all" });
const refused = CombinedGraphQLErrors.is(error) ? error.errors : [];

const nodes = tasks.edges.map(({ node }) => node);
console.log(
  JSON.stringify({
    total: tasks.totalCount,
    pages,
    ids: nodes.map((task) => task.databaseId),
    spent: String(nodes.reduce((sum, task) => sum + BigInt(task.quota), 0n)),
    newest: nodes[0],
    refused: refused.map(({ extensions, path }) => ({ code: extensions?.code, path })),
  }),
);
