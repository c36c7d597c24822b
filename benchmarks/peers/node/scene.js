// What the benchmark tells a peer: where the database is, whether to cache, where to listen.
import { readFileSync } from 'node:fs'
import { cached } from './cached.js'
import { connect } from './reads.js'

const { BENCH_DATABASE_KIND, BENCH_DATABASE, BENCH_CACHE, PORT } = process.env
const uncached = connect(BENCH_DATABASE_KIND, BENCH_DATABASE)

export const port = Number(PORT)
export const reads = BENCH_CACHE === 'on' ? cached(uncached) : uncached
export const typeDefs = readFileSync(new URL('../schema.graphql', import.meta.url), 'utf8')
