"""Why rows are set aside, in the words of a page."""

from vinculum.evidence.reasons import Reason

REASON_WORDS = {
    Reason.MISSING: "A required cell is empty",
    Reason.NOT_TIME: "Not a time",
    Reason.NOT_DATE: "Not a date",
    Reason.TOO_EARLY: "Earlier than such a record can be",
    Reason.TOO_LATE: "Later than the day of the delivery",
    Reason.NOT_NUMBER: "Not a number",
    Reason.NOT_INTEGER: "Not a whole number",
    Reason.GROUPED_DIGITS: "Separators that could mean thousands or decimals",
    Reason.BELOW_MINIMUM: "Below the least it can be",
    Reason.ABOVE_MAXIMUM: "Above the most it can be",
    Reason.NOT_LATITUDE: "Not a latitude",
    Reason.NOT_LONGITUDE: "Not a longitude",
    Reason.NOT_BOOLEAN: "Neither yes nor no",
    Reason.NOT_IN_VOCABULARY: "Not one of the values of the column",
    Reason.NUL_BYTE: "A NUL character",
    Reason.NOT_UTF8: "Not UTF-8",
    Reason.RAGGED: "More or fewer cells than the header",
    Reason.OPEN_QUOTE: "A quotation mark that is never closed",
    Reason.TOO_LONG: "Longer than a record may be",
    Reason.NOT_JSON: "Not JSON",
    Reason.NOT_A_RECORD: "Not a record",
    Reason.DUPLICATE: "An exact copy of another row of the delivery",
    Reason.OUT_OF_SCOPE: "Not what the feed is about",
    Reason.REPEAT: "Said again, as its layout expects",
}
