"""The site: the only room that knows Django. Server-rendered pages over the rooms below; every change is an action, journaled.

One application a room of the city hall: `frame` (the shell every page stands in), `journal` (what was done, chained),
`people` (units, posts, accounts, firms), `today` (the first page). Each has models, actions, queries, forms, views, urls.
"""
