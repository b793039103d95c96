"""Benchmarks that print ratios: steadymesh beside the official `meshtastic` library, in one run, on the same bytes.

`python -m bench` runs all of them, `python -m bench throughput ready` some. Every measurement runs in a process of its
own, the radio in another; the process that was asked only starts them and compares. Nothing here is part of steadymesh.
"""
