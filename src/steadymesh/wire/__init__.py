"""Bytes ⇄ frames ⇄ protobuf ⇄ model. Pure: no loop, no socket, no clock."""
