"""Names with spaces that FEEL itself declares. The parser must know them: `date and time` is one word, not two."""

FUNCTIONS = (
    "date and time", "years and months duration", "string length", "upper case", "lower case", "substring before",
    "substring after", "starts with", "ends with", "string join", "list contains", "insert before", "index of",
    "distinct values", "list replace", "round up", "round down", "round half up", "round half down", "day of year",
    "day of week", "month of year", "week of year", "overlaps before", "overlaps after", "finished by", "started by",
    "met by", "get value", "get entries", "context put", "context merge",
)  # fmt: skip
"""Built-in functions whose names hold spaces; a test holds that the table of functions agrees."""

PROPERTIES = ("time offset", "start included", "end included")
"""Properties of values, after a dot."""

TYPES = ("days and time duration", "years and months duration", "date and time", "day time duration")
"""Types whose names hold spaces, after `instance of`."""
