"""Themes beside the peers' topics: the same texts, the same vectors, the same scores for all.

    make bench-themes

`corpora` reads texts and `vectors` encodes them once. Each method runs in a process of its own (`worker`), the peers in
their own environment, on files that `vectors` wrote; `runs` starts it and keeps what it gave back, so that a table can be
printed at any time with what is there. `scores` and `table` turn that into figures. `off_topic` and `scale` are further
tables: of planted paragraphs that are about something else, and of cost over the number of paragraphs.
"""
