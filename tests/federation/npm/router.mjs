// A federated graph on free ports of 127.0.0.1: the gateway at the address in the first argument, a subgraph of
// reviews beside it, and Apollo's router before both. Prints {"url", "supergraph"} as one line of JSON, or the
// errors of the composition and exit code 1; ends with its standard input.
import { composeServices } from "@apollo/composition";
import { ApolloGateway, RemoteGraphQLDataSource } from "@apollo/gateway";
import { ApolloServer } from "@apollo/server";
import { startStandaloneServer } from "@apollo/server/standalone";
import { buildSubgraphSchema } from "@apollo/subgraph";
import { parse } from "graphql";
import { resolvers, typeDefs } from "./reviews.mjs";

const FORWARDED = ["authorization", "new-api-user", "accept-language"];
// Standard output is for the one line alone.
const logger = { debug() {}, info() {}, warn: console.warn, error: console.error };

class ForwardingDataSource extends RemoteGraphQLDataSource {
  willSendRequest({ request, context }) {
    for (const name of FORWARDED) {
      if (context.headers?.[name]) request.http.headers.set(name, context.headers[name]);
    }
  }
}

async function definitionOf(url) {
  const body = JSON.stringify({ query: "{ _service { sdl } }" });
  const response = await fetch(url, { method: "POST", headers: { "content-type": "application/json" }, body });
  return parse((await response.json()).data._service.sdl);
}

async function listen(server) {
  const context = async ({ req }) => ({ headers: req.headers });
  return (await startStandaloneServer(server, { context, listen: { host: "127.0.0.1", port: 0 } })).url;
}

const tasks = process.argv[2];
const reviews = await listen(new ApolloServer({ schema: buildSubgraphSchema({ typeDefs, resolvers }), logger }));
const { errors, supergraphSdl } = composeServices([
  { name: "tasks", url: tasks, typeDefs: await definitionOf(tasks) },
  { name: "reviews", url: reviews, typeDefs: await definitionOf(reviews) },
]);
if (errors) {
  console.error(errors.map(String).join("\n"));
  process.exit(1);
}
const buildService = ({ url }) => new ForwardingDataSource({ url });
const gateway = new ApolloGateway({ supergraphSdl, buildService, logger });
const url = await listen(new ApolloServer({ gateway, logger }));
console.log(JSON.stringify({ url, supergraph: supergraphSdl }));
process.stdin.on("end", () => process.exit(0)).resume();
