"""The lines of a text file, plain or gzipped. What is compressed stays so but for the line that is read.

The file is read at once and closed: whoever stops reading halfway, at an error, would leave it open.
"""

import gzip
import zlib
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from codesearch.errors import DataError


def read_lines(path: Path) -> Iterator[str]:
    """Yield the lines with their ends; gzip is told by the ending `.gz`.

    Raises:
        DataError: the file cannot be read, is not UTF-8, or its gzip data is cut short or damaged.
    """
    number = 0  # of lines read
    try:
        data = BytesIO(path.read_bytes())
        lines = gzip.GzipFile(fileobj=data) if path.suffix == ".gz" else data
        for number, line in enumerate(lines, start=1):
            yield line.decode("utf-8-sig" if number == 1 else "utf-8")
    except UnicodeDecodeError as error:
        raise DataError(f"{path}, line {number}: this is not UTF-8: convert the file to it") from error
    except gzip.BadGzipFile as error:
        raise DataError(
            f"{path} is not a whole gzip file: fetch it again, or take .gz off its name ({error})"
        ) from error
    except (EOFError, zlib.error) as error:
        raise DataError(
            f"{path}, line {number + 1}: the gzip data is cut short or damaged here: fetch the file again"
        ) from error
    except OSError as error:
        raise DataError(f"{path} cannot be read: {error.strerror or error}") from error
