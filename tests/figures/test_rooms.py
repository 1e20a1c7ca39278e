"""The figures that the rooms of records contribute: they fit their tables and have words."""

from __future__ import annotations

import importlib
import re
from importlib.util import find_spec

import pytest

from qms import i18n
from qms.compile.figures import table_of
from qms.figures import Figure
from qms.figures.checking import check
from qms.figures.explain import explain
from qms.kinds import KINDS


def _figures() -> list[Figure]:
    rooms = [f"qms.records.{name}" for name in KINDS if find_spec(f"qms.records.{name}")]
    modules = [importlib.import_module(f"{room}.figures") for room in rooms if find_spec(f"{room}.figures")]
    return [figure for module in modules for figure in module.FIGURES]


FIGURES = {figure.id: figure for figure in _figures()}
each_figure = pytest.mark.parametrize("name", FIGURES)


def test_no_two_figures_share_an_id() -> None:
    assert len(_figures()) == len(FIGURES) > 0


@each_figure
def test_a_figure_fits_the_table_of_its_kind(name: str) -> None:
    check(FIGURES[name], table_of(FIGURES[name]))


@each_figure
@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_a_figure_explains_itself_without_a_name_of_the_program(name: str, language: i18n.Language) -> None:
    told = " ".join(explain(FIGURES[name], language))
    assert re.findall(r"[a-z]+_[a-z_]+|[{}]", told) == []
    assert i18n.text(FIGURES[name].words("label"), language)
    assert i18n.text(FIGURES[name].words("unit"), language)
