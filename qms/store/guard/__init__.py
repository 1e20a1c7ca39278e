"""A store on PostgreSQL that the database itself guards: who writes, as whom, and who sees what.

An owner that nobody can log in as owns everything. A login of each person has the right to read, under row-level
security, and to call a few functions; `append` is the only one that writes, and it takes the actor from the login.
"""
