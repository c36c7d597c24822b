import { createGraphiQLFetcher } from "@graphiql/toolkit";
import { createClient } from "graphql-ws";

import { credentialHeaders } from "./credentials.js";

const url = location.origin + location.pathname;

export const fetcher = createGraphiQLFetcher({
  url,
  // Read at each request, so that a token takes effect the moment it is typed.
  fetch: (input, init) => fetch(input, { ...init, headers: { ...init.headers, ...credentialHeaders() } }),
  wsClient: createClient({ url: url.replace(/^http/, "ws"), connectionParams: credentialHeaders }),
  enableIncrementalDelivery: false,
});
