"""Replay: what another threshold would have done to the decisions that people have made, before anybody adopts it."""
