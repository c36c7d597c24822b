import "graphiql/setup-workers/vite";
import "@graphiql/react/style.css";
import "@graphiql/plugin-doc-explorer/style.css";
import "@graphiql/plugin-history/style.css";
import "graphiql/graphiql.css";
import "./style.css";

import { GraphiQL } from "graphiql";
import { createRoot } from "react-dom/client";

import { CredentialsBar } from "./CredentialsBar.jsx";
import { ExamplesMenu } from "./ExamplesMenu.jsx";
import { ImagePreviews } from "./ImagePreviews.jsx";
import { examples } from "./examples/index.js";
import { fetcher } from "./fetcher.js";

// One place for credentials: GraphiQL's own headers editor would be a second one, kept in localStorage.
createRoot(document.getElementById("root")).render(
  <>
    <CredentialsBar />
    <GraphiQL fetcher={fetcher} defaultQuery={examples[0].query} isHeadersEditorEnabled={false} shouldPersistHeaders={false}>
      <GraphiQL.Logo>
        <ExamplesMenu />
      </GraphiQL.Logo>
      <GraphiQL.Footer>
        <ImagePreviews />
      </GraphiQL.Footer>
    </GraphiQL>
  </>,
);
