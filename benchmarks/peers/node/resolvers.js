// The resolvers of the Node peers, but for a task's user and channel, which each loads in its own way.
import { GraphQLError } from 'graphql'

export const resolvers = {
  Query: {
    myTasks: (_, { page, pageSize, ...filters }, context) =>
      taskPage(context, page, pageSize, { ...filters, userId: viewer(context).id }),
    allTasks: (_, { page, pageSize, ...filters }, context) => {
      admin(context)
      return taskPage(context, page, pageSize, filters)
    },
    tasks: async (_, { first, after }, context) => {
      admin(context)
      const found = await context.reads.before(after ? decode(after) : Number.MAX_SAFE_INTEGER, first + 1)
      return connection(found, first)
    }
  },
  TaskPage: {
    items: ({ items }) => items, // the JIT waits for promises of resolvers only
    total: ({ filters }, _, { reads }) => reads.count(filters) // counted only where it is asked for
  }
}

export function tokenOf (authorization = '') {
  return authorization.replace(/^bearer /i, '')
}

// Puts rows in the order of the ids that a loader was asked for.
export function inOrder (ids, rows) {
  const byId = new Map(rows.map(row => [row.databaseId, row]))
  return ids.map(id => byId.get(id) ?? null)
}

function taskPage ({ reads }, page, pageSize, filters) {
  return { items: reads.page(filters, page, pageSize), page, pageSize, filters }
}

function connection (found, first) {
  const nodes = found.slice(0, first)
  const edges = nodes.map(node => ({ cursor: encode(node.databaseId), node }))
  return { nodes, edges, pageInfo: { hasNextPage: found.length > first, endCursor: edges.at(-1)?.cursor } }
}

function viewer ({ viewer }) {
  if (!viewer) throw refusal('UNAUTHENTICATED', 'Sign in first.')
  return viewer
}

function admin (context) {
  if (viewer(context).role < 10) throw refusal('FORBIDDEN', 'This is for admins.')
}

function refusal (code, message) {
  return new GraphQLError(message, { extensions: { code } })
}

const encode = id => Buffer.from(`1:tasks:${id}`).toString('base64url')
const decode = cursor => Number(Buffer.from(cursor, 'base64url').toString().split(':')[2])
