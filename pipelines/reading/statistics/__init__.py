"""Tables of indicators, units and figures: the table of 2014 (国办发〔2014〕32号) and the annexes of places and years.

What begins as such a table is found (`areas`, `streams`), taken apart into entries, one for a printed line (`grids`),
and its lines are named by the form where their labels prove them (`naming`); `table` makes cells and statistics of it.
"""

from pipelines.reading.statistics.finding import find_statistics
from pipelines.reading.statistics.table import StatisticalReading, read_statistics

__all__ = ["StatisticalReading", "find_statistics", "read_statistics"]
