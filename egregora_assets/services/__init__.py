"""Services: settings, the vault's folder, the inbox, git, pictures, the site's folder, web pages, the clock.

In: paths and configuration. Out: typed resources and plain values. Not here: tables, stages, decisions.
"""
