"""Serves one client over standard input and output, as agents start servers.

Standard output carries the protocol alone: the SDK keeps a copy of it for itself and turns the one that
everybody else would print to into standard error.
"""

import signal
import threading

import anyio
from mcp.server.stdio import stdio_server

from codesearch.agents.server import make_server
from codesearch.agents.workspace import Workspace


def serve_stdio(workspace: Workspace) -> None:
    """Answer until the client hangs up; an interrupt ends the process, for reading cannot be stopped."""
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    try:
        anyio.run(_serve, workspace)
    finally:
        workspace.close()


async def _serve(workspace: Workspace) -> None:
    server = make_server(workspace)
    async with stdio_server() as (incoming, outgoing):
        await server.run(incoming, outgoing, server.create_initialization_options())
