"""Acts: a rule (record, facts) → record, made a method of the kind's front by one line in its room.

The front object of the program, the *desk*, runs an act: it loads the record, checks version and authority,
calls the rule, and saves record and ledger entry in one transaction. Rules know nothing of it.
"""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, Any, ClassVar, Concatenate, Generic, ParamSpec, Protocol, TypeVar

from qms.base.attaching import Moment, the_attachment, withdrawn
from qms.base.record import Record
from qms.errors import AttachmentChanged, Fault, InvalidRecord

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from qms.base.files import File
    from qms.base.kind import Kind
    from qms.base.record import Attachment

R = TypeVar("R", bound=Record)
F = TypeVar("F", bound=Moment)
F_co = TypeVar("F_co", covariant=True, bound=Moment)
P = ParamSpec("P")


ATTACH, WITHDRAW_ATTACHMENT = "attach", "withdraw_attachment"
"""Acts on records of every kind."""


class Desk(Protocol[F_co]):
    """Runs acts and answers questions; the registry is the only one in the program."""

    def create(self, kind: Kind[R], act: str, rule: Callable[[F_co, str], R]) -> R:
        """Run a rule that makes a record with the next number of its kind."""
        ...

    def enter(self, kind: Kind[R], act: str, rule: Callable[[F_co], R]) -> R:
        """Run a rule that makes a record with a code of its own."""
        ...

    def change(self, kind: Kind[R], act: str, which: str | R, rule: Callable[[R, F_co], R]) -> R:
        """Run a rule on a record. Given the record itself, its version must still be the newest."""
        ...

    def get(self, kind: Kind[R], code: str) -> R:
        """Return the record with this code; raise `NoRecord`."""
        ...

    def find(self, kind: Kind[R], **equal: object) -> Sequence[R]:
        """Return the records whose fields equal (or, given a tuple, are among) the given values, by code."""
        ...

    def whole(self, kind: Kind[R], code: str) -> R:
        """The same as `get`; raise `KeptFromYou` where whoever asks may not see all of it."""
        ...

    def attach(self, kind: Kind[R], which: str | R, files: Sequence[tuple[File, str]]) -> R:
        """Keep the bytes of files, each with its media type, and name them in a record: one act."""
        ...

    def content(self, digest: str) -> bytes:
        """Return the bytes that are kept under this SHA-256; raise `NoRecord`."""
        ...


class Room(Generic[R, F]):
    """The front of one kind: its acts, and the questions that every kind answers."""

    kind: ClassVar[Kind[Any]]

    def __init__(self, desk: Desk[F]) -> None:
        """Put the kind's acts at a desk."""
        self.desk = desk

    def get(self, code: str) -> R:
        """Return the record with this code, as far as whoever asks may see it; raise `NoRecord`."""
        found: R = self.desk.get(self.kind, code)
        return found

    def find(self, **equal: object) -> Sequence[R]:
        """Return the records whose fields equal (or, given a tuple, are among) the given values, by code."""
        return self.desk.find(self.kind, **equal)

    def all(self) -> Sequence[R]:
        """Return all records of the kind, by code."""
        return self.find()

    def attach(self, which: str | R, /, *files: File) -> R:
        """Attach files to a record, in one act; raise `FilesRefused` where one of them may not be kept."""
        # Judging loads what nothing else needs.
        from qms.base.files import judged

        after: R = self.desk.attach(self.kind, which, judged(files))
        return after

    def withdraw_attachment(self, which: str | R, /, file: str, *, reason: str) -> R:
        """Take back a file, named by its name or digest; it stays on record with the reason, and its bytes stay."""

        def rule(record: R, facts: F) -> R:
            refuse_blank(self.kind, withdrawn, {"reason": reason})
            return withdrawn(record, facts, file, reason=reason)

        after: R = self.desk.change(self.kind, WITHDRAW_ATTACHMENT, which, rule)
        return after

    def attachment(self, code: str, file: str) -> tuple[Attachment, bytes]:
        """A file of a record, named by its name or digest, and its bytes.

        Raises:
            KeptFromYou: the record is kept for a role that whoever asks does not hold.
            NoAttachment, SeveralAttachments: see `qms.base.attaching.the_attachment`.
            AttachmentChanged: the bytes that are kept are not those that were attached.

        """
        record: R = self.desk.whole(self.kind, code)
        found = the_attachment(record, file)
        content = self.desk.content(found.digest)
        if sha256(content).hexdigest() != found.digest:
            raise AttachmentChanged(code=code, digest=found.digest)
        return found, content


def refuse_blank(kind: Kind[Any], rule: Callable[..., Any], given: Mapping[str, object]) -> None:
    """Raise `InvalidRecord` where text that the rule cannot do without is blank.

    A record may lack it, because an import may; an act may not.
    """
    needed = rule.__annotations__.keys() - (rule.__kwdefaults__ or {}).keys()
    blank = [name for name, text in given.items() if isinstance(text, str) and not text.strip() and name in needed]
    if blank:
        faults = tuple(Fault(name, "base.fault.blank") for name in blank)
        raise InvalidRecord(kind=f"{kind.words}.name", faults=faults)


class Creates(Generic[R, F, P]):
    """An act that makes a numbered record."""

    def __init__(self, rule: Callable[Concatenate[F, str, P], R]) -> None:
        """Keep the rule."""
        self.rule = rule

    def __set_name__(self, owner: type[Room[R, F]], name: str) -> None:
        """The act's name is the attribute's."""
        self.name = name

    def __get__(self, room: Room[R, F], owner: type[Room[R, F]]) -> Callable[P, R]:
        """The act at the room's desk."""

        def act(*args: P.args, **kwargs: P.kwargs) -> R:
            def rule(facts: F, code: str) -> R:
                refuse_blank(room.kind, self.rule, kwargs)
                return self.rule(facts, code, *args, **kwargs)

            made: R = room.desk.create(room.kind, self.name, rule)
            return made

        return act


class Enters(Generic[R, F, P]):
    """An act that makes a record whose code is given or follows from what is given."""

    def __init__(self, rule: Callable[Concatenate[F, P], R]) -> None:
        """Keep the rule."""
        self.rule = rule

    def __set_name__(self, owner: type[Room[R, F]], name: str) -> None:
        """The act's name is the attribute's."""
        self.name = name

    def __get__(self, room: Room[R, F], owner: type[Room[R, F]]) -> Callable[P, R]:
        """The act at the room's desk."""

        def act(*args: P.args, **kwargs: P.kwargs) -> R:
            def rule(facts: F) -> R:
                refuse_blank(room.kind, self.rule, kwargs)
                return self.rule(facts, *args, **kwargs)

            made: R = room.desk.enter(room.kind, self.name, rule)
            return made

        return act


class Changes(Generic[R, F, P]):
    """An act on an existing record, named by its code or given as the caller read it."""

    def __init__(self, rule: Callable[Concatenate[R, F, P], R]) -> None:
        """Keep the rule."""
        self.rule = rule

    def __set_name__(self, owner: type[Room[R, F]], name: str) -> None:
        """The act's name is the attribute's."""
        self.name = name

    def __get__(self, room: Room[R, F], owner: type[Room[R, F]]) -> Callable[Concatenate[str | R, P], R]:
        """The act at the room's desk."""

        def act(which: str | R, /, *args: P.args, **kwargs: P.kwargs) -> R:
            def rule(record: R, facts: F) -> R:
                refuse_blank(room.kind, self.rule, kwargs)
                return self.rule(record, facts, *args, **kwargs)

            after: R = room.desk.change(room.kind, self.name, which, rule)
            return after

        return act


creates, enters, changes = Creates, Enters, Changes
