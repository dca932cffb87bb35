"""Serves any number of clients over streamable HTTP on this machine's loopback address.

Who may ask: whoever has the token, which only the user can read, so neither other users of the machine nor a
page in the user's browser. A browser that was led here by a name of somebody else's (DNS rebinding) is told
so by its Host header; any Origin at all means a page, and no page is answered.
"""

import hmac
import os
import socket
from collections.abc import Callable
from typing import Any

import uvicorn
from mcp.server.transport_security import TransportSecuritySettings
from starlette.responses import PlainTextResponse

from codesearch.agents.server import make_server
from codesearch.agents.workspace import Workspace
from codesearch.errors import CodesearchError

HOST = "127.0.0.1"
PATH = "/mcp"


class PortError(CodesearchError):
    """The port cannot be listened on."""


def serve_http(workspace: Workspace, port: int, token: str, announce: Callable[[str], None]) -> None:
    """Answer until interrupted; `announce` is given the address. Port 0 is any free one.

    Raises:
        PortError: the port is taken or not allowed.
    """
    with _listening(port) as listener:
        port = listener.getsockname()[1]
        config = uvicorn.Config(
            http_app(workspace, port, token),
            log_config=None,
            access_log=False,
            server_header=False,
            ws="none",
        )
        announce(f"http://{HOST}:{port}{PATH}")
        try:
            uvicorn.Server(config).run(sockets=[listener])
        finally:
            workspace.close()


def http_app(workspace: Workspace, port: int, token: str) -> "Guard":
    """Return the application that answers on `port`, by the token alone."""
    hosts = [f"{HOST}:{port}", f"localhost:{port}"]
    security = TransportSecuritySettings(allowed_hosts=hosts, allowed_origins=[])
    app = make_server(workspace).streamable_http_app(streamable_http_path=PATH, transport_security=security)
    return Guard(app, hosts, token)


class Guard:
    """Lets a request through to `app` if it names this host, comes from no page, and bears the token."""

    def __init__(self, app: Any, hosts: list[str], token: str) -> None:
        self._app = app
        self._hosts = [host.encode() for host in hosts]
        self._bearer = f"Bearer {token}".encode()

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Answer as ASGI 3 asks for."""
        refusal = self._refusal(scope) if scope["type"] == "http" else None
        await (refusal or self._app)(scope, receive, send)

    def _refusal(self, scope: Any) -> PlainTextResponse | None:
        headers = scope["headers"]
        if [value for name, value in headers if name == b"host"] not in [[host] for host in self._hosts]:
            return PlainTextResponse("ask 127.0.0.1 by its own name", status_code=421)
        if any(name == b"origin" for name, _ in headers):
            return PlainTextResponse("pages of a browser are not answered", status_code=403)
        given = [value for name, value in headers if name == b"authorization"]
        if len(given) != 1 or not hmac.compare_digest(given[0], self._bearer):
            answer = "the token is missing or wrong: send 'Authorization: Bearer TOKEN'"
            return PlainTextResponse(answer, status_code=401, headers={"WWW-Authenticate": "Bearer"})
        return None


def _listening(port: int) -> socket.socket:
    try:
        return socket.create_server((HOST, port))
    except OSError as error:
        reason = os.strerror(error.errno) if error.errno else error
        raise PortError(f"port {port} cannot be listened on ({reason}): give another, or 0 for any") from None
