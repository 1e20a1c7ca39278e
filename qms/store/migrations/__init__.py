"""Revisions of the schema, by hand; they import no room, so that each stays what it was."""
