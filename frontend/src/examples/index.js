const files = import.meta.glob("./*.graphql", { query: "?raw", import: "default", eager: true });

/** The files beside this one in the order of their names; a file's first comment is its title. */
export const examples = Object.keys(files)
  .sort()
  .map((path) => ({ query: files[path], title: files[path].split("\n", 1)[0].replace(/^#\s*/, "") }));
