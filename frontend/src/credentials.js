// The viewer's credentials: kept for this browser tab only, never in localStorage, never in a URL.
const TOKEN = "mj-gateway.token";
const USER_ID = "mj-gateway.userId";

export function readCredentials() {
  return { token: sessionStorage.getItem(TOKEN) ?? "", userId: sessionStorage.getItem(USER_ID) ?? "" };
}

export function writeCredentials({ token, userId }) {
  sessionStorage.setItem(TOKEN, token);
  sessionStorage.setItem(USER_ID, userId);
}

/** The headers of a request, and the payload of a WebSocket's `connection_init`; what is empty is left out. */
export function credentialHeaders() {
  const { token, userId } = readCredentials();
  return {
    ...(token && { Authorization: `Bearer ${token}` }),
    ...(userId && { "New-Api-User": userId }),
  };
}
