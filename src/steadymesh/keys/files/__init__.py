"""Files of keys, whoever wrote them, and the file that keeps a radio's own identity."""
