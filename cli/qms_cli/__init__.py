"""The command line of qms: parse, call one act or query, print."""
