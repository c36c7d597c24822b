"""Operations over connections that stay open: WebSockets and server-sent events."""
