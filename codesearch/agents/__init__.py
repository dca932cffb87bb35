"""Answers agents over the Model Context Protocol, with the functions that the command line calls.

What a tool does knows nothing of the protocol; `server` alone speaks it, and is imported where it is served.
"""

from codesearch.agents.workspace import Workspace

__all__ = ["Workspace"]
