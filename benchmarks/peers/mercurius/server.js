// Mercurius as its documentation shows it, with its JIT and its loaders.
import Fastify from 'fastify'
import mercurius from 'mercurius'
import { inOrder, resolvers, tokenOf } from '../node/resolvers.js'
import { port, reads, typeDefs } from '../node/scene.js'

const app = Fastify()

app.register(mercurius, {
  schema: typeDefs,
  resolvers,
  loaders: { Task: { user: loader('userId', reads.users), channel: loader('channelId', reads.channels) } },
  context: async ({ headers }) => ({ reads, viewer: await reads.viewer(tokenOf(headers.authorization)) }),
  jit: 1
})

await app.listen({ host: '127.0.0.1', port })

function loader (column, read) {
  return async queries => {
    const ids = queries.map(({ obj }) => obj[column])
    return inOrder(ids, await read([...new Set(ids)]))
  }
}
