"""Unpacking gzip, never more of it than a file may hold."""

from __future__ import annotations

import gzip
import io
import zlib
from typing import TYPE_CHECKING

from qms.exchange.sheet import FILE_BYTES

if TYPE_CHECKING:
    from qms.base.finding import Finding
    from qms.exchange.sheet import Spot


def unpacked(data: bytes, file: Spot) -> bytes | Finding:
    """The bytes that a gzip file holds, or what forbids to have them.

    A few kilobytes can say that they are gigabytes: unpacking stops at the limit of an ordinary file.
    """
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(data)) as stream:
            found = stream.read(FILE_BYTES + 1)
    except EOFError:
        return file.finding("torn_gzip")
    except (gzip.BadGzipFile, zlib.error):
        return file.finding("broken_gzip")
    if len(found) > FILE_BYTES:
        return file.finding("too_large_unpacked", limit=f"{FILE_BYTES // 2**20} MiB")
    return found
