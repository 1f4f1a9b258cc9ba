"""How far a computation is, in counts alone: a listener never learns what is counted.

In: what is gone through, and what it is called in the plural. Out: now and then, how many are done. Not here: words on
a terminal, or what is heavy to import: a command says its first line before Dagster, Ibis or Arrow are there.
"""
