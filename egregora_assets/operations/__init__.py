"""What an operator does with a deployment: the work behind `Deployment` (deployment.py).

In: an open deployment (`context.py`) and plain values. Out: frozen dataclasses, or one of our errors; an operation that
takes long reports its progress to a function of the caller. Nothing here prints, asks, or ends the process.
Not here: what a stage computes (`stages/` and the engines), words on a terminal (`cli/`).
"""
