"""Runs an operator's script: a question on its standard input, an answer on its standard output, never a shell."""
