"""Files of people screened for whoever uploads them: kept for a few days, screened by a job, given back annotated, erased.

The promise: a file is seen by whoever uploaded it and by those who may export subjects, and by nobody else; every row comes out once, as
the command line would write it, whatever stops the process in between; and nothing of a file outlives its time. Files lie under ``exports``
in the home, so that an erasure that a person asked for reaches them.
"""

from comity.node.file_screening.desk import Arrived, FileDesk, Order
from comity.node.file_screening.looking import Looked, roles_offered
from comity.node.file_screening.records import FileScreening, Reading, Stage
from comity.node.file_screening.results import Results, RowAnswer
from comity.node.file_screening.shelf import KEPT, LARGEST, MOST_FILES, MOST_ROWS, Shelf

__all__ = [
    "KEPT",
    "LARGEST",
    "MOST_FILES",
    "MOST_ROWS",
    "Arrived",
    "FileDesk",
    "FileScreening",
    "Looked",
    "Order",
    "Reading",
    "Results",
    "RowAnswer",
    "Shelf",
    "Stage",
    "roles_offered",
]
