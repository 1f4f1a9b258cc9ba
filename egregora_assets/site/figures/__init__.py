"""Figures that people like to share: the longest silence, the word of a month, who answers whom.

In: counts over everybody. Out: what may be said of them, as values and as sentences. Not here: how they are counted
(`stages/published/figures/`).
"""
