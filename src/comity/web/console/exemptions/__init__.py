"""Exemptions: which pairs are spared from the queue and until when, which no longer are and why, and the end of one by a person."""
