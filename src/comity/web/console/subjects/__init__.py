"""Who is known: the subjects under watch, and the listings that they are compared with, each with all its facts and its history."""
