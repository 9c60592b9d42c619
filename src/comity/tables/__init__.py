"""Customer files and own watch lists as rows with locators, and rows as subjects.

The promise: any CSV, TSV, Excel, JSON lines or Parquet file becomes a stream of rows, every row exactly once and in order, whatever is
wrong with some of them; what is wrong is said with file, row and column. Rows go out again in the form they came in, with columns added,
and no cell of the output can run as a formula.
"""

from comity.tables.columns import ColumnMap, Role, choose, parse_map, recognise
from comity.tables.encoding import TextLines
from comity.tables.files import open_table, open_table_stream
from comity.tables.json_lines import parse_object, repeated_keys
from comity.tables.numbers import lost_digits, numbers_in
from comity.tables.subjects import SubjectBuilder
from comity.tables.table import Dialect, Format, Row, Table, TableOptions
from comity.tables.writers import Writer, open_writer

__all__ = [
    "ColumnMap",
    "Dialect",
    "Format",
    "Role",
    "Row",
    "SubjectBuilder",
    "Table",
    "TableOptions",
    "TextLines",
    "Writer",
    "choose",
    "lost_digits",
    "numbers_in",
    "open_table",
    "open_table_stream",
    "open_writer",
    "parse_map",
    "parse_object",
    "recognise",
    "repeated_keys",
]
