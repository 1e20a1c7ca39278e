"""What the product never does: no shell, no text run as code, nothing deserialised that could run."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

RUN_AS_CODE = {"eval", "exec", "compile", "__import__"}
SHELLS = {
    "os.system", "os.popen", "subprocess.getoutput", "subprocess.getstatusoutput", "asyncio.create_subprocess_shell"
}  # fmt: skip
UNSAFE = {"pickle", "cPickle", "dill", "marshal", "shelve", "yaml", "jsonpickle"}


def _wrong(source: str) -> Iterator[str]:
    """What must not be there, as it stands."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names if name.name.partition(".")[0] in UNSAFE)
        elif isinstance(node, ast.ImportFrom) and (node.module or "").partition(".")[0] in UNSAFE:
            yield str(node.module)
        elif isinstance(node, ast.Call):
            called = ast.unparse(node.func)
            if called in SHELLS | RUN_AS_CODE or any(_is_shell(one) for one in node.keywords):
                yield called


def _is_shell(word: ast.keyword) -> bool:
    return word.arg == "shell" and not (isinstance(word.value, ast.Constant) and word.value.value is False)


@pytest.mark.req("ASVS-1.2.5", "ASVS-1.3.2")
def test_the_product_starts_no_shell_and_runs_no_text_as_code(root: Path, sources: list[Path]) -> None:
    product = [path for path in sources if path.relative_to(root).parts[0] in {"qms", "cli"}]
    assert len(product) > 300
    found = {str(path.relative_to(root)): list(_wrong(path.read_text(encoding="utf-8"))) for path in product}
    assert {name: wrong for name, wrong in found.items() if wrong} == {}


@pytest.mark.parametrize(
    "planted",
    [
        "import os\nos.system('x')", "import subprocess\nsubprocess.run('x', shell=True)", "eval('1')", "exec('x = 1')",
        "import pickle", "from yaml import load", "import subprocess\nsubprocess.run('x', shell=flag)",
    ],
)  # fmt: skip
def test_what_is_planted_is_found(planted: str) -> None:
    assert list(_wrong(planted))
