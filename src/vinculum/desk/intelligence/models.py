"""The tables of intelligence, for Django to find."""

from vinculum.desk.intelligence.rows.copies import Copy, CopyMark, CopyParagraph, Dissemination, Feedback
from vinculum.desk.intelligence.rows.imports import Import, SetAside
from vinculum.desk.intelligence.rows.index import Outline, ReportWord
from vinculum.desk.intelligence.rows.keeping import ErasureProof, KeptLonger
from vinculum.desk.intelligence.rows.reports import Link, Paragraph, Report, ReviewNote, Version
from vinculum.desk.intelligence.rows.requirements import Answer, Requirement
from vinculum.desk.intelligence.rows.sources import SourceRecord

__all__ = [
    "Answer", "Copy", "CopyMark", "CopyParagraph", "Dissemination", "ErasureProof", "Feedback", "Import", "KeptLonger", "Link",
    "Outline", "Paragraph", "Report", "ReportWord", "Requirement", "ReviewNote", "SetAside", "SourceRecord", "Version",
]  # fmt: skip
