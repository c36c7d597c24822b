// Every query of the Node peers.
import { open as openPostgresql } from './postgresql.js'
import { open as openSqlite } from './sqlite.js'

const KINDS = { sqlite: openSqlite, postgresql: openPostgresql }
const TASK = `id AS "databaseId", user_id AS "userId", channel_id AS "channelId", mj_id AS "mjId", action, status,
  progress, prompt, nullif(image_url, '') AS "imageUrl", submit_time AS "submitTime"`
const ACTIONS = new Set(('IMAGINE UPSCALE VARIATION HIGH_VARIATION LOW_VARIATION PAN REROLL BLEND DESCRIBE ' +
  'INPAINT ZOOM CUSTOM_ZOOM SHORTEN SWAP_FACE UPLOAD VIDEO EDITS').split(' '))
const STATUSES = new Set('NOT_START SUBMITTED MODAL IN_PROGRESS SUCCESS FAILURE CANCEL'.split(' '))
const FIRST_MILLISECONDS = 100_000_000_000

export function connect (kind, address) {
  const database = KINDS[kind](address)
  const many = (table, columns) => ids =>
    database.all(`SELECT ${columns} FROM ${table} WHERE id IN (${ids.map(() => '?')})`, ...ids)
  const tasks = (sql, ...values) => then(database.all(sql, ...values), rows => rows.map(task))

  return {
    viewer: token => database.get(
      'SELECT id, role FROM users WHERE access_token = ? AND status = 1 AND deleted_at IS NULL', token),
    page (filters, page, pageSize) {
      const [where, values] = clauses(filters)
      const sql = `SELECT ${TASK} FROM midjourneys ${where} ORDER BY id DESC LIMIT ? OFFSET ?`
      return tasks(sql, ...values, pageSize, (page - 1) * pageSize)
    },
    count (filters) {
      const [where, values] = clauses(filters)
      const sql = `SELECT count(*) AS total FROM midjourneys ${where}`
      return then(database.get(sql, ...values), row => row.total)
    },
    before: (id, limit) => tasks(
      `SELECT ${TASK} FROM midjourneys WHERE id < ? ORDER BY id DESC LIMIT ?`, id, limit),
    users: many('users', 'id AS "databaseId", username'),
    channels: many('channels', 'id AS "databaseId", name')
  }
}

// better-sqlite3 gives values, pg promises.
function then (found, use) {
  return found instanceof Promise ? found.then(use) : use(found)
}

function clauses ({ userId, channelId, mjId, startTimestamp, endTimestamp }) {
  const given = [
    ['user_id = ?', userId],
    ['channel_id = ?', channelId],
    ['mj_id = ?', mjId || undefined],
    ['submit_time >= ?', milliseconds(startTimestamp)],
    ['submit_time <= ?', milliseconds(endTimestamp)]
  ].filter(([, value]) => value != null)
  const where = given.length ? `WHERE ${given.map(([clause]) => clause).join(' AND ')}` : ''
  return [where, given.map(([, value]) => value)]
}

function milliseconds (time) {
  return time != null && time < FIRST_MILLISECONDS ? time * 1000 : time
}

function task (row) {
  if (!ACTIONS.has(row.action)) row.action = 'UNKNOWN'
  if (!STATUSES.has(row.status)) row.status = 'UNKNOWN'
  return row
}
