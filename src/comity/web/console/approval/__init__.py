"""Four eyes: what waits for the second person, one proposal after another, with the reasons of the first."""
