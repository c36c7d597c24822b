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

async function page(filter: TaskFilter, after?: string | null) {
  const { data, error } = await client.query(Tasks, { filter, after });
  if (!data) throw error;
  return data.viewer.tasks;
}

/** Ask for page after page: each with the cursor at which the one before it ended. */
async function readAll(filter: TaskFilter) {
  let last = await page(filter);
  const pages = [last];
  while (last.pageInfo.hasNextPage) {
    last = await page(filter, last.pageInfo.endCursor);
    pages.push(last);
  }
  return pages;
}

const pages = await readAll({ statuses: ["SUCCESS"], actions: ["IMAGINE", "VIDEO"] });
const { error } = await client.query(Channels, {});

const nodes = pages.flatMap((page) => page.nodes);
console.log(
  JSON.stringify({
    total: pages[0]?.totalCount,
    pages: pages.length,
    ids: nodes.map((task) => task.databaseId),
    spent: String(nodes.reduce((sum, task) => sum + BigInt(task.quota), 0n)),
    newest: nodes[0],
    refused: error?.graphQLErrors.map(({ extensions, path }) => ({ code: extensions.code, path })),
  }),
);
