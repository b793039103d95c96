"""One conversation with one radio. Pure: time is an argument, what happens is returned as events."""
