// Runs the audits of graphql-http against the server of the address, and prints them as JSON.
import { serverAudits } from "graphql-http";

const [url] = process.argv.slice(2);
const results = await Promise.all(serverAudits({ url }).map((audit) => audit.fn()));
console.log(JSON.stringify(results.map(({ status, id, name, reason }) => ({ status, id, name, reason }))));
