"""Lists over everything that was read: which findings meet some filters, in which order, and how many of each kind there are.

    columns = Columns(store)                       # kept as long as the store is open
    found = columns.events()                       # all events as arrays of numbers, brought up to date
    cast = cast_of(columns, taken, told)           # actors as people corrected them
    rows = chosen(found, cast, EventFilters(type="ASSAULT", since="2020-08-01"))
    keys = columns.keys(found.events, rows[:50])   # article number and id of each, by which the store gives its row

Filters with counts beside every choice need all rows for every page; SQL took 40 ms for each such count over 88,000 events, arrays take
0.5 ms. What is shown of the rows of one page is asked from the tables by their keys.
"""
