"""What the doctor says of the key of the names."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from qms_cli.exits import Exit

if TYPE_CHECKING:
    from tests.cli.conftest import Terminal


@pytest.mark.req("CSA-1")
def test_the_doctor_says_where_the_key_of_the_names_lies(terminal: Terminal) -> None:
    def told() -> tuple[str, Path, str]:
        (key,) = [one for one in terminal("doctor", "--json").json["parts"] if one["part"] == "names_key"]
        return key["state"], Path(key["found"]), key["hint"]

    state, file, hint = told()
    assert (state, file.is_file()) == ("good", True)
    assert "qms key copy" in hint
    keys = terminal.folder / "keys"
    terminal.patch.setenv("QMS_KEYS", str(keys))
    state, named, hint = told()
    assert (state, named, named.is_file()) == ("bad", keys / file.name, False)
    assert "qms key bring" in hint
    assert terminal("doctor").code == Exit.FINDINGS
    keys.mkdir()
    named.write_bytes(file.read_bytes())
    named.chmod(0o600)
    state, _, hint = told()
    assert state == "note"
    assert "QMS_KEYS" in hint
