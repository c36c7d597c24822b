import type { CodegenConfig } from "@graphql-codegen/cli";

export default {
  schema: "../../schema.graphql",
  documents: "src/*.ts",
  generates: { "src/gql/": { preset: "client", presetConfig: { fragmentMasking: false } } },
  config: {
    enumType: "string-literal",
    strictScalars: true,
    useTypeImports: true,
    scalars: {
      BigInt: "number | string",
      DateTime: "string",
      JSON: "unknown",
      Timestamp: "number",
      URL: "string",
    },
  },
} satisfies CodegenConfig;
