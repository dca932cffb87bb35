"""What agents can ask for, one tool a file; none of them writes anything but the index."""

from codesearch.agents.tools.outline import OUTLINE
from codesearch.agents.tools.read_unit import READ_UNIT
from codesearch.agents.tools.search import SEARCH
from codesearch.agents.tools.similar import SIMILAR
from codesearch.agents.tools.status import STATUS
from codesearch.agents.tools.tool import Tool

TOOLS = {tool.name: tool for tool in (SEARCH, SIMILAR, READ_UNIT, OUTLINE, STATUS)}

__all__ = ["TOOLS", "Tool"]
