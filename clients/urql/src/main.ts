import { cacheExchange, Client, fetchExchange } from "@urql/core";
import { graphql } from "./gql/index.js";
import type { TaskFilter } from "./gql/graphql.js";

const client = new Client({
  url: `${process.env.GATEWAY_URL}/graphql`,
  fetchOptions: { headers: { Authorization: `Bearer ${process.env.TOKEN}` } },
  exchanges: [cacheExchange, fetchExchange],
});

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

async function page(filter: TaskFilter, after: string | null) {
  const { data, error } = await client.query(Tasks, { filter, after });
  if (!data) throw error;
  return data.viewer.tasks;
}

async function pages(filter: TaskFilter) {
  const read = [await page(filter, null)];
  for (let last = read[0]; last?.pageInfo.hasNextPage; last = read.at(-1)) {
    read.push(await page(filter, last.pageInfo.endCursor ?? null));
  }
  return read;
}

const read = await pages({ statuses: ["SUCCESS"], actions: ["IMAGINE", "VIDEO"] });
const { error } = await client.query(Channels, {});

console.log(
  JSON.stringify({
    total: read[0]?.totalCount,
    pages: read.map(({ nodes }) => nodes.map((task) => task.databaseId)),
    spent: String(read.flatMap(({ nodes }) => nodes).reduce((sum, task) => sum + BigInt(task.quota), 0n)),
    newest: read[0]?.nodes[0],
    refused: error?.graphQLErrors.map(({ extensions, path }) => ({ code: extensions.code, path })),
  }),
);
