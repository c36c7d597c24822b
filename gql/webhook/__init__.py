"""The webhook: upstreams call it as soon as a task changes."""
