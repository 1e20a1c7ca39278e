"""The long harnesses run when they are asked for: ``QMS_RELIABILITY=ci`` or ``release``."""

from __future__ import annotations

import os

LONG = ("kill", "power", "cut", "full", "flips", "clocks", "differential", "wal_fault")
collect_ignore = [] if os.environ.get("QMS_RELIABILITY") else [f"test_{name}.py" for name in LONG]
