"""日志: what was done, by whom, to what, when; written with each change, never altered, chained so that tampering is found.

It stands below every other application and knows none of them: an entry keeps people and things as the words they had then.
"""
