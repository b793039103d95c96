"""A radio that never was: an honest fake, written from the firmware's side.

It shares no decoder with the client it tests: its framing is its own, its facts come from the firmware's source and
from recorded conversations. The radio's state machine (`radio`, `phone`) owns no socket and no task: it keeps its
appointments in an `agenda` that `server` drives with one timer.
"""
