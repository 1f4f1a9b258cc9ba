"""Bots and bridges: who in a conversation is a program, and what programs state.

In: messages as they may be read. Out: the ids of authors that are programs; facts with the lines that they come from.
Not here: what a post makes of a fact.

- `find_bots(messages)` gives the authors whose lines a program wrote;
- `read_statements(message)` gives what one message states: topics, decisions, actions, votes, builds;
- `gather_facts(messages)` gives what a meeting states, each once: echoes, running counts and results put together;
- `split_bridged(text)` parts a bridge's line into who spoke and what was said.
"""

from egregora_assets.writing.bots.bridges import split_bridged
from egregora_assets.writing.bots.facts import Fact, gather_facts
from egregora_assets.writing.bots.finding import find_bots
from egregora_assets.writing.bots.reading_lines import read_statements
from egregora_assets.writing.bots.statements import (
    Action,
    Ballot,
    Build,
    Count,
    Decision,
    Idea,
    Meeting,
    Question,
    Reference,
    Statement,
    Topic,
    Vote,
)  # fmt: skip

__all__ = [
    "Action", "Ballot", "Build", "Count", "Decision", "Fact", "Idea", "Meeting", "Question", "Reference", "Statement",
    "Topic", "Vote", "find_bots", "gather_facts", "read_statements", "split_bridged",
]  # fmt: skip
