"""Django with django-simple-history: a model with `HistoricalRecords`, saved as its documentation says."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import django
from django.conf import settings

from tests.bench.sample import BEGIN, changed, read_register, record
from tests.bench.serve import serve


def _database(store: str, place: str, journal: str, synchronous: str) -> dict[str, Any]:
    if store == "sqlite":
        pragmas = f"PRAGMA journal_mode={journal}; PRAGMA synchronous={synchronous};"
        options = {"init_command": pragmas, "transaction_mode": "IMMEDIATE"}
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": place, "OPTIONS": options}
    url = urlsplit(place)
    host = url.hostname or parse_qs(url.query)["host"][0]
    return {"ENGINE": "django.db.backends.postgresql", "NAME": url.path[1:], "USER": url.username, "HOST": host,
            "PASSWORD": url.password or "", "PORT": url.port or ""}  # fmt: skip


class Django:
    """One process of a Django application."""

    def open(self, store: str, place: str, journal: str, synchronous: str) -> None:
        """Make the tables of the model and of its history."""
        settings.configure(
            DATABASES={"default": _database(store, place, journal, synchronous)},
            INSTALLED_APPS=[
                "django.contrib.contenttypes",
                "django.contrib.auth",
                "simple_history",
                "tests.bench.workers.django_app",
            ],
            DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
            USE_TZ=True,
        )
        django.setup()
        from django.core.management import call_command
        from django.db import transaction

        # The tables of users come before ours, which have no migrations and are made at once.
        call_command("migrate", verbosity=0)
        call_command("migrate", run_syncdb=True, verbosity=0)
        from tests.bench.workers.django_app import models

        self.case, self.counter, self.atomic = models.Case, models.Counter, transaction.atomic
        self.counter.objects.create(pk=1, value=0)
        self.codes: list[str] = []

    def create(self, count: int) -> None:
        """A number, validation of the fields, `save`, its history row: one transaction."""
        for number in range(count):
            with self.atomic():
                self._made(number)

    def before_transition(self, count: int) -> None:
        """Records to be changed."""
        with self.atomic():
            self.codes = [self._made(number) for number in range(count)]

    def transition(self, count: int) -> None:
        """Load, change, validate, `save`."""
        for code in self.codes[:count]:
            with self.atomic():
                one = self.case.objects.select_for_update().get(code=code)
                for name, value in changed(BEGIN).items():
                    setattr(one, name, value)
                one.version += 1
                one.clean_fields()
                one.save()

    def batch(self, count: int) -> None:
        """As `create`, in one transaction."""
        with self.atomic():
            for number in range(count):
                self._made(number)

    def bring(self, path: str) -> None:
        """Rows one by one, as a form or `django-import-export` saves them, in one transaction."""
        with self.atomic():
            for row in read_register(Path(path)):
                self._saved({**row, "code": self._number()})

    def bring_bulk(self, path: str) -> None:
        """Rows by `bulk_create_with_history`, which simple-history offers for many."""
        from simple_history.utils import bulk_create_with_history

        with self.atomic():
            found = []
            for row in read_register(Path(path)):
                found.append(self.case(**{**row, "code": self._number()}))
                found[-1].clean_fields()
            bulk_create_with_history(found, self.case, batch_size=500)

    def _number(self) -> str:
        counter = self.counter.objects.select_for_update().get(pk=1)
        counter.value += 1
        counter.save(update_fields=["value"])
        return f"CS-2026-{counter.value:04}"

    def _made(self, number: int) -> str:
        code = self._number()
        self._saved(record(number, code))
        return code

    def _saved(self, values: dict[str, Any]) -> None:
        one = self.case(**values)
        one.clean_fields()
        one.save()


if __name__ == "__main__":
    serve(Django())
