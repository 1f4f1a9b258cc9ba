"""WhatsApp: the text that phones export, in any language, layout and calendar, as columns.

In: the text's bytes. Out: `ParsedChat`. Not here: archives, other programs.
"""
