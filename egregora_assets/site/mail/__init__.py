"""The e-mail edition: one file a week that needs nothing but itself, for those who do not visit the site.

In: posts and their prose. Out: plans of pages with inline styles, without scripts, pictures or anything to load. Not
here: sending it.
"""
