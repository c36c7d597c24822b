const files = import.meta.glob("./*.graphql", { query: "?raw", import: "default", eager: true });

/** The files beside this one in the order of their names: two comments, the title in English and in Chinese, then the operation. */
export const examples = Object.keys(files)
  .sort()
  .map((path) => {
    const [en, zh, ...query] = files[path].split("\n");
    return { en: en.slice(2), zh: zh.slice(2), query: query.join("\n").trimEnd() };
  });
