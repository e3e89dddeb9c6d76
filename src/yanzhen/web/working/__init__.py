"""The site's own copy of its pack: what people accept on pages is written here, whole version by whole version.

    standing = current()                                  # where the pack is read from now, and its number
    with transaction.atomic():
        change(person, {"plan/targets.yaml": text}, standing.number)   # the next version, checked; a SiteError when not
        append(person, "…", …)                                         # and its line in the journal

The pack the site was set up with is never touched. A version is a folder nobody writes to again; which one counts is a row of
the database, so that pack, journal and whatever else the transaction holds change in one step or not at all.
"""
