"""The exercise: a node of its own to practise on, with invented people and a queue to work through.

``set_up`` fills an empty home: an invented watch list beside the extract of the United Nations' list that ships with the product, sixty
invented customers under watch, their hits as cases in the queue, and five invented colleagues with one-time links. ``next_edition``
publishes the second edition of the invented list. An exercise is marked as one by a file in its home, and only what is so marked is ever
taken down.
"""

from comity.node.exercise.colleagues import COLLEAGUES, Colleague
from comity.node.exercise.seeding import LIST, Seeded, is_exercise, next_edition, set_up, take_down

__all__ = ["COLLEAGUES", "LIST", "Colleague", "Seeded", "is_exercise", "next_edition", "set_up", "take_down"]
