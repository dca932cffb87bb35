"""`codesearch mcp [ROOT…]`: the server itself."""

from pathlib import Path

import click

from codesearch.agents.workspace import Workspace
from codesearch.cli import FOUND
from codesearch.cli.choices import FolderParam
from codesearch.cli.options import index_dir_option, max_file_bytes_option
from codesearch.cli.root import default_root
from codesearch.cli.terminal import tell
from codesearch.errors import ExtraError
from codesearch.tui.inert import inert_line

DEFAULT_PORT, LARGEST_PORT = 8613, 65_535
EXTRA = ("mcp", "mcp_types", "anyio", "starlette", "uvicorn")


class _PortParam(click.ParamType):  # type: ignore[type-arg]  # generic in newer versions of click only
    """A port; says what to write where a root was taken for one."""

    name = "port"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Return the number."""
        text = str(value)
        if not text.isdecimal() or int(text) > LARGEST_PORT:
            self.fail(f"{text!r} is no port: write --http {DEFAULT_PORT}, and roots after it", param, ctx)
        return int(text)


@click.command("serve", hidden=True)
@click.argument("roots", nargs=-1, type=FolderParam(), metavar="[ROOT]...")
@click.option(
    "--http",
    "port",
    type=_PortParam(),
    is_flag=False,
    flag_value=DEFAULT_PORT,
    metavar="[PORT]",
    help=f"Serve streamable HTTP on 127.0.0.1, port {DEFAULT_PORT} unless given; 0 is any free one.",
)
@index_dir_option
@max_file_bytes_option
def serve(roots: tuple[Path, ...], *, port: int | None, index_dir: Path | None, max_file_bytes: int) -> int:
    """Answer agents about the code in each ROOT."""
    folders = roots or (default_root(),)
    workspace = Workspace(folders, index_dir=index_dir, max_file_bytes=max_file_bytes)
    try:
        if port is None:
            from codesearch.agents.stdio import serve_stdio

            serve_stdio(workspace)
        else:
            _serve_http(workspace, port)
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in EXTRA:
            raise
        raise ExtraError("`codesearch mcp` needs the MCP SDK: pip install 'codesearch[mcp]'") from error
    return FOUND


def _serve_http(workspace: Workspace, port: int) -> None:
    import platformdirs

    from codesearch.agents.http import serve_http
    from codesearch.agents.token import TOKEN_FILE, user_token

    folder = platformdirs.user_data_path("codesearch", appauthor=False)
    token = user_token(folder)
    place = inert_line(str(folder / TOKEN_FILE))

    def announce(address: str) -> None:
        tell(f"answering at {address}; clients send 'Authorization: Bearer' and what is in {place}")

    serve_http(workspace, port, token, announce)
