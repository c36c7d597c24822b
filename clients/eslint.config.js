// The recommended rules for schemas and the rules for Relay, over ../schema.graphql; each exception says why.
import graphql from "@graphql-eslint/eslint-plugin";

export default [
  {
    files: ["schema.graphql"],
    languageOptions: {
      parser: graphql.parser,
      parserOptions: { graphQLConfig: { schema: "schema.graphql" } },
    },
    plugins: { "@graphql-eslint": graphql },
    rules: {
      ...graphql.configs["flat/schema-recommended"].rules,
      ...graphql.configs["flat/schema-relay"].rules,

      // Windows on lists, figures, buttons and the asker are parts of something else, and updates, payloads and their
      // errors happen once; nobody asks for them by an id.
      "@graphql-eslint/strict-id-in-types": [
        "error",
        {
          exceptions: {
            types: ["PageInfo", "RateLimit", "TaskButton", "Viewer"],
            suffixes: ["Bucket", "Connection", "Count", "Edge", "Error", "Facets", "Page", "Payload", "Summary", "Update"],
          },
        },
      ],

      // Edges are right as they are, but there are other lists, too: `nodes` beside `edges`, pages by number, buttons.
      "@graphql-eslint/relay-edge-types": [
        "error",
        { withEdgeSuffix: true, shouldImplementNode: true, listTypeCanWrapOnlyEdgeType: false },
      ],

      // `User.username` is new-api's word, as its REST answers and its database have it.
      "@graphql-eslint/no-typename-prefix": "off",
    },
  },
];
