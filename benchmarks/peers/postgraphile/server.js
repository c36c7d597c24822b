// PostGraphile 5 as its documentation shows it: the schema of the tables, with fields for what a viewer may see.
import { createServer } from 'node:http'
import pg from 'pg'
import { postgraphile } from 'postgraphile'
import { makePgService } from 'postgraphile/adaptors/pg'
import { grafserv } from 'postgraphile/grafserv/node'
import { PostGraphileAmberPreset } from 'postgraphile/presets/amber'
import { listings } from './listings.js'

const VIEWER = {
  name: 'viewer',
  text: 'SELECT id, role FROM users WHERE access_token = $1 AND status = 1 AND deleted_at IS NULL'
}
const pool = new pg.Pool({ connectionString: process.env.BENCH_DATABASE })

const instance = postgraphile({
  extends: [PostGraphileAmberPreset],
  plugins: [listings],
  pgServices: [makePgService({ pool, schemas: ['public'] })],
  grafast: { context: async ({ node }) => ({ viewer: await viewer(node.req.headers.authorization) }) },
  grafserv: { graphiql: false, watch: false }
})

const server = createServer()
await instance.createServ(grafserv).addTo(server)
server.listen(Number(process.env.PORT), '127.0.0.1')

async function viewer (authorization = '') {
  const { rows } = await pool.query({ ...VIEWER, values: [authorization.replace(/^bearer /i, '')] })
  return rows[0] && { id: rows[0].id, isAdmin: rows[0].role >= 10 }
}
