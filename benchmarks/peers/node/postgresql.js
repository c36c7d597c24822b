// Reads from PostgreSQL with pg, whose statements are prepared once for each of its connections.
import pg from 'pg'

pg.types.setTypeParser(pg.types.builtins.INT8, Number)

export function open (url) {
  const pool = new pg.Pool({ connectionString: url })
  const prepared = new Map()

  function statement (sql) {
    if (!prepared.has(sql)) prepared.set(sql, { name: `s${prepared.size}`, text: numbered(sql) })
    return prepared.get(sql)
  }

  async function all (sql, ...values) {
    const { rows } = await pool.query({ ...statement(sql), values })
    return rows
  }

  return { all, get: async (sql, ...values) => (await all(sql, ...values))[0] }
}

function numbered (sql) {
  let number = 0
  return sql.replaceAll('?', () => `$${++number}`)
}
