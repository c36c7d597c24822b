// A subgraph of another team: reviews of tasks, by users. It knows of both the keys alone.
import { parse } from "graphql";

export const typeDefs = parse(`
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.0", import: ["@key", "@shareable"])

  type Query {
    reviews(taskIds: [ID!]!): [Review!]!
  }

  type Review {
    stars: Int!
    task: Task
  }

  type Task @key(fields: "id") {
    id: ID!
    reviews: [Review!]!
  }

  type User @key(fields: "id") {
    id: ID!
    karma: Int!
  }

  type PageInfo @shareable {
    hasNextPage: Boolean!
    hasPreviousPage: Boolean!
    startCursor: String
    endCursor: String
  }
`);

const review = (task) => ({ stars: 5, task });

export const resolvers = {
  Query: { reviews: (_, { taskIds }) => taskIds.map((id) => review({ id })) },
  Task: { reviews: (task) => [review(task)] },
  User: { karma: () => 3 },
};
