// Runs one operation with the real client of a protocol, and prints what it hears, a line of JSON each.
// Usage: client.mjs ws|distinct|single URL HEADERS REQUEST
import { createClient as createEventsClient } from "graphql-sse";
import { createClient as createSocketClient } from "graphql-ws";
import WebSocket from "ws";

const [protocol, url, headersText, requestText] = process.argv.slice(2);
const headers = JSON.parse(headersText);
const say = (line) => console.log(JSON.stringify(line));
const retry = { retryAttempts: 5, retryWait: async () => {}, retry: async () => {} };

const client =
  protocol === "ws"
    ? createSocketClient({
        url: url.replace(/^http/, "ws"),
        webSocketImpl: WebSocket,
        connectionParams: headers,
        on: { closed: ({ code, reason }) => say({ closed: code, reason }) },
        ...retry,
      })
    : createEventsClient({ url, headers, singleConnection: protocol === "single", ...retry });

client.subscribe(JSON.parse(requestText), {
  next: (result) => say({ next: result }),
  error: (error) => {
    say({ error: error.reason ?? error.message ?? error });
    client.dispose();
  },
  complete: () => {
    say("complete");
    client.dispose();
  },
});
