"""The command line of the library: parse, call one act or query, print."""
