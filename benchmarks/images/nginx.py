"""Debian's nginx with one worker: the source of the pictures, and the peer."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.machine import pinned
from benchmarks.peers import Peer
from benchmarks.servers import Running, free_port, running

# One process does the work of master and worker, so that its time and memory are all there is.
CONFIGURATION = """
daemon off;
master_process off;
pid {folder}/nginx.pid;
error_log stderr crit;
events {{ worker_connections 1024; }}
http {{
    access_log off;
    sendfile on;
    tcp_nopush on;
    keepalive_requests 1000000;
    types {{ image/jpeg jpg; }}
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    server {{
        listen 127.0.0.1:{port};
        root {root};
        {locations}
    }}
}}
"""


@contextmanager
def nginx(root: Path, folder: Path, core: int, locations: str = "") -> Iterator[Running]:
    """Serve the files of a folder, and what the locations say.

    Args:
        root: what is served.
        folder: for its own files.
        core: where it runs.
        locations: as its configuration has them.
    """
    folder.mkdir()
    port, file = free_port(), folder / "nginx.conf"
    text = CONFIGURATION.format(folder=folder, root=root, port=port, locations=locations)
    file.write_text(text, encoding="utf-8")
    peer = Peer("nginx", "nginx", ("nginx",), file, "nginx")
    command = pinned(core, "nginx", "-e", "stderr", "-p", str(folder), "-c", str(file))
    with running(peer, port, command, {}) as started:
        yield started
