import { fetchQuery, graphql } from "relay-runtime";
import { waitForFragmentData } from "relay-runtime/experimental";
import type { mainChannelsQuery } from "./__generated__/mainChannelsQuery.graphql";
import MoreTasksQuery, { type mainMoreTasksQuery } from "./__generated__/mainMoreTasksQuery.graphql";
import type { mainTasksQuery } from "./__generated__/mainTasksQuery.graphql";
import type { main_tasks$key } from "./__generated__/main_tasks.graphql";
import { environment, errorsOf } from "./environment";

const TasksQuery = graphql`
  query mainTasksQuery($filter: TaskFilter) {
    viewer {
      ...main_tasks @arguments(filter: $filter)
    }
  }
`;

// A React component hands this fragment to `usePaginationFragment`, which gives it `loadNext`.
const TasksFragment = graphql`
  fragment main_tasks on Viewer
  @refetchable(queryName: "mainMoreTasksQuery")
  @argumentDefinitions(
    count: { type: "Int", defaultValue: 20 }
    cursor: { type: "String" }
    filter: { type: "TaskFilter" }
  ) {
    tasks(first: $count, after: $cursor, filter: $filter) @connection(key: "main_tasks", filters: ["filter"]) {
      totalCount
      edges {
        node {
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
`;

const ChannelsQuery = graphql`
  query mainChannelsQuery {
    channels {
      name
    }
  }
`;

async function readAll(filter: mainTasksQuery["variables"]["filter"]) {
  const data = await fetchQuery<mainTasksQuery>(environment, TasksQuery, { filter }).toPromise();
  if (!data) throw new Error("the query gave nothing");
  const viewer: main_tasks$key = data.viewer;
  /** The list as the store holds it: each answer to `loadNext` makes it longer. */
  const list = async () => (await waitForFragmentData(environment, TasksFragment, viewer)).tasks;
  const loadNext = (cursor: string | null | undefined) =>
    fetchQuery<mainMoreTasksQuery>(environment, MoreTasksQuery, { filter, cursor }).toPromise();

  let tasks = await list();
  let pages = 1;
  for (; tasks.pageInfo.hasNextPage; pages++) {
    await loadNext(tasks.pageInfo.endCursor);
    tasks = await list();
  }
  return { pages, tasks };
}

async function main() {
  const { pages, tasks } = await readAll({ statuses: ["SUCCESS"], actions: ["IMAGINE", "VIDEO"] });
  const refused = await errorsOf(fetchQuery<mainChannelsQuery>(environment, ChannelsQuery, {}));

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
}

void main();
