"""One folder per publisher: its metadata as a ``Source``, and the reader that turns its file into listings."""
