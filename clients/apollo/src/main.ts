import { ApolloClient, CombinedGraphQLErrors, HttpLink, InMemoryCache } from "@apollo/client";
import { relayStylePagination } from "@apollo/client/utilities";
import { filter, firstValueFrom } from "rxjs";
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

/** Read pages until there are no more, and give how long the list was after each. */
async function readAll(filter: TaskFilter) {
  const tasks = client.watchQuery({ query: Tasks, variables: { filter } });
  let { data } = await tasks.result();
  const lengths = [];
  
}
