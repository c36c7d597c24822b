// Reads from SQLite with better-sqlite3: it has no promises, and needs none for reads of microseconds.
import Database from 'better-sqlite3'

export function open (file) {
  const database = new Database(file, { readonly: true })
  database.pragma('busy_timeout = 5000')
  database.pragma('query_only = 1')
  const prepared = new Map()

  function statement (sql) {
    if (!prepared.has(sql)) prepared.set(sql, database.prepare(sql))
    return prepared.get(sql)
  }

  return {
    all: (sql, ...values) => statement(sql).all(...values),
    get: (sql, ...values) => statement(sql).get(...values)
  }
}
