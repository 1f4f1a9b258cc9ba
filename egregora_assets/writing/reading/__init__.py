"""How the writer reads messages: words and their stems, sentences, languages, reactions.

In: messages. Out: utterances. Not here: choosing what to quote.
"""
