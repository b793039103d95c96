"""The deferred key sync of a link, and its door to a node directory that may do anything."""
