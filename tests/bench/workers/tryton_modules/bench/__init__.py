"""A module of Tryton with the record of the benches."""
