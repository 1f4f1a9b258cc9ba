"""Lookups that may be thrown away: git history, pictures that were dear to make.

In: git repositories, clean pictures, documents. Out: `git_repositories`, `git_refs`; `git_commits`, `git_chain`,
`git_file_versions`; `asset_cache`. Everything here can be computed again; nothing else depends on how often it was.
Not here: what a message means by a path (enriched), the site's files (published), running programs (services).
"""
