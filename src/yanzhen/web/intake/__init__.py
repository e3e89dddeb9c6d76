"""规划接收: a document beside its reading; each line is accepted, edited or rejected by a person, then written whole into the plan.

Reading and comparing are `yanzhen.reading`'s; the pack is written by `yanzhen.web.working`. Nothing here decides.
"""
