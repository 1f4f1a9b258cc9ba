"""The stage that publishes: the site as a folder of files.

In: the anonymised conversation (`anonymized`, `enriched`), what was found and written about it (`knowledge`,
`generated`, `ranked`), and cached pictures (`asset_cache`). Out: `site_files`, the manifest of the folder that was
swapped in. Not here: names, the vault, layout (`site/`); files are written by `services/site_folder.py` alone.
"""
