"""Caches: git history, thumbnails, social cards. Everything here may be deleted and is computed again.

In: git repositories, clean pictures, documents. Out: `git_repositories`, `git_refs`; `git_commits`, `git_chain`,
`git_file_versions`; `asset_cache`. Not here: how messages refer to files (enriched), the site's files (published),
running programs (services).
"""
