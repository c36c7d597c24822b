// The listings of tasks, newest first.
import { connection, context, inhibitOnNull, lambda } from 'postgraphile/grafast'
import { extendSchema, gql } from 'postgraphile/utils'

export const listings = extendSchema(({ pgResources: { midjourneys }, sql, dataplanPg: { TYPES } }) => ({
  typeDefs: gql`
    extend type Query {
      myTasks: MidjourneyConnection
      allTasks: MidjourneyConnection
    }

    extend type Midjourney {
      picture: String
    }
  `,
  objects: {
    Query: {
      plans: {
        myTasks: () => newest(midjourneys.find({ user_id: inhibitOnNull(viewer().get('id')) })),
        allTasks () {
          const $tasks = midjourneys.find()
          $tasks.where(sql`${$tasks.placeholder(lambda(viewer().get('isAdmin'), Boolean), TYPES.boolean)}`)
          return newest($tasks)
        }
      }
    },
    Midjourney: {
      plans: {
        picture: $task => $task.select(sql`nullif(${$task}.image_url, '')`, TYPES.text)
      }
    }
  }
}))

const viewer = () => context().get('viewer')

// PostGraphile adds and applies the arguments of a page.
function newest ($tasks) {
  $tasks.orderBy({ attribute: 'id', direction: 'DESC' })
  $tasks.setOrderIsUnique()
  return connection($tasks)
}
