"""A Django application with the record of the benches."""
