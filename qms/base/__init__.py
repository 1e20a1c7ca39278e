"""The ground floor: what a record, a kind, a step, a period and a working day are."""
