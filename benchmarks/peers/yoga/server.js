// GraphQL Yoga as its documentation shows it: its caches of parsed and validated documents, JIT, DataLoader.
import { createServer } from 'node:http'
import { useGraphQlJit } from '@envelop/graphql-jit'
import DataLoader from 'dataloader'
import { createSchema, createYoga } from 'graphql-yoga'
import { inOrder, resolvers, tokenOf } from '../node/resolvers.js'
import { port, reads, typeDefs } from '../node/scene.js'

const Task = {
  user: ({ userId }, _, { users }) => users.load(userId),
  channel: ({ channelId }, _, { channels }) => channels.load(channelId)
}

const yoga = createYoga({
  schema: createSchema({ typeDefs, resolvers: { ...resolvers, Task } }),
  context: async ({ request }) => ({
    reads,
    viewer: await reads.viewer(tokenOf(request.headers.get('authorization') ?? '')),
    users: loader(reads.users),
    channels: loader(reads.channels)
  }),
  plugins: [useGraphQlJit()],
  graphiql: false,
  logging: false
})

createServer(yoga).listen(port, '127.0.0.1')

function loader (read) {
  return new DataLoader(async ids => inOrder(ids, await read(ids)))
}
