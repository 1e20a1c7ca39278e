"""The record as a model with history."""

from __future__ import annotations

from django.db import models
from simple_history.models import HistoricalRecords

from tests.bench.sample import INSTANTS, LONG, TEXTS


class Case(models.Model):
    """The 22 columns."""

    version = models.IntegerField()
    history = HistoricalRecords()

    for _name in TEXTS:
        if _name in LONG:
            locals()[_name] = models.TextField(null=True, blank=True)
        else:
            locals()[_name] = models.CharField(max_length=200, null=True, blank=True, unique=_name == "code")
    for _name in INSTANTS:
        locals()[_name] = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return str(self.code)


class Counter(models.Model):
    """The number given last."""

    value = models.IntegerField()

    def __str__(self) -> str:
        return str(self.value)
