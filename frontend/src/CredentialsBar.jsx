import { useState } from "react";

import { readCredentials, writeCredentials } from "./credentials.js";

/** Where the viewer says who they are; what is typed takes effect with the next request. */
export function CredentialsBar() {
  const [credentials, setCredentials] = useState(readCredentials);

  const change = (event) => {
    const changed = { ...credentials, [event.target.name]: event.target.value.trim() };
    writeCredentials(changed);
    setCredentials(changed);
  };

  return (
    <header className="graphiql-container credentials">
      <a className="brand" href="/">
        <img src="/favicon.svg" alt="" width="24" height="24" />
        mj-gateway <i>playground</i>
      </a>
      {/* No password field: a browser would offer to save the token, and this one is for this tab only. */}
      <label className="token">
        <span lang="en">Access token</span>
        <span lang="zh">访问令牌</span>
        <input name="token" value={credentials.token} onChange={change} autoComplete="off" spellCheck="false" placeholder="Authorization: Bearer …" />
      </label>
      <label className="user-id">
        <span lang="en">User id</span>
        <span lang="zh">用户 ID</span>
        <input name="userId" value={credentials.userId} onChange={change} autoComplete="off" inputMode="numeric" placeholder="New-Api-User" />
      </label>
    </header>
  );
}
