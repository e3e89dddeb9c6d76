"""A folder on disk becomes frozen clauses and terms; every check is a row of a table."""
