"""What `codesearch search` prints, and its exit code."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Ask
