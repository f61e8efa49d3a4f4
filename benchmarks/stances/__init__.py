"""Stance beside its peers: the same pairs of text and target, the same scores for all.

    make bench-stance

`public`, `beat` and `sample` read pairs (`data`), `places` finds the targets in them. `ways`, `setfit` and `ours` answer, `runs`
keeps the answers; `scores` and `table` turn these into figures.
"""
