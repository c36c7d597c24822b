import { DropdownMenu, useGraphiQL, useGraphiQLActions } from "@graphiql/react";

import { examples } from "./examples/index.js";

/** Opens an example operation in a tab of its own. */
export function ExamplesMenu() {
  const { addTab } = useGraphiQLActions();
  const queryEditor = useGraphiQL((state) => state.queryEditor);

  const open = (query) => {
    addTab();
    queryEditor.setValue(query);
  };

  return (
    <DropdownMenu>
      <DropdownMenu.Button className="examples" disabled={!queryEditor}>
        <span lang="en">Examples</span>
        <span lang="zh">示例</span> ▾
      </DropdownMenu.Button>
      <DropdownMenu.Content align="end" className="examples-list">
        {examples.map(({ en, zh, query }) => (
          <DropdownMenu.Item key={en} onSelect={() => open(query)}>
            <span lang="en">{en}</span>
            <span lang="zh">{zh}</span>
          </DropdownMenu.Item>
        ))}
      </DropdownMenu.Content>
    </DropdownMenu>
  );
}
