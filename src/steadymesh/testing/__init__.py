"""A kit for tests, also those of plug-in authors: virtual time over real sockets."""
