"""One room for each kind of record; rooms do not know one another."""
