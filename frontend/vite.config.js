import { defineConfig } from "vite";

export default defineConfig({
  base: "/assets/",
  oxc: { jsx: { runtime: "automatic" } },
  build: {
    outDir: "../gql/web/assets",
    emptyOutDir: true,
    assetsDir: "",
    // The wheel carries these libraries, so it carries their licences too.
    license: { fileName: "licenses.md" },
    // Monaco is one chunk of this size, loaded after the page is drawn.
    chunkSizeWarningLimit: 3000,
    rolldownOptions: {
      input: "playground.html",
      // "use client" in the libraries is for servers that render React.
      checks: { moduleLevelDirective: false },
    },
  },
});
