"""A report as people read it: lines for the terminal, pictures, and one page of HTML."""

from codesearch.evaluation.report.comparison import comparison_lines
from codesearch.evaluation.report.page import report_page
from codesearch.evaluation.report.pictures import write_plot
from codesearch.evaluation.report.table import report_lines

__all__ = ["comparison_lines", "report_lines", "report_page", "write_plot"]
