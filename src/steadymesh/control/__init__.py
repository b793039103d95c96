"""The running process's door for its own command line: a Unix socket (0600) in the state directory, JSON lines."""
