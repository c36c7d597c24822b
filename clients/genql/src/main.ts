import { createClient, GenqlError, type TaskFilter } from "./generated";

const client = createClient({
  url: `${process.env.GATEWAY_URL}/graphql`,
  headers: { Authorization: `Bearer ${process.env.TOKEN}` },
});

async function page(filter: TaskFilter, after?: string | null) {
  const { viewer } = await client.query({
    viewer: {
      tasks: {
        __args: { first: 20, after, filter },
        totalCount: true,
        nodes: {
          databaseId: true,
          quota: true,
          submitTime: true,
          submittedAt: true,
          imageUrl: true,
          properties: true,
        },
        pageInfo: { endCursor: true, hasNextPage: true },
      },
    },
  });
  return viewer.tasks;
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

/** Give the errors of a request that is refused. */
async function errorsOf(request: Promise<unknown>) {
  const thrown = await request.catch((error: unknown) => error);
  return thrown instanceof GenqlError ? thrown.errors : [];
}

const pages = await readAll({ statuses: ["SUCCESS"], actions: ["IMAGINE", "VIDEO"] });
const refused = await errorsOf(client.query({ channels: { name: true } }));

const nodes = pages.flatMap((page) => page.nodes);
console.log(
  JSON.stringify({
    total: pages[0]?.totalCount,
    pages: pages.length,
    ids: nodes.map((task) => task.databaseId),
    spent: String(nodes.reduce((sum, task) => sum + BigInt(task.quota), 0n)),
    newest: nodes[0],
    refused: refused.map(({ extensions, path }) => ({ code: extensions?.code, path })),
  }),
);
