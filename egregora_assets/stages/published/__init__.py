"""The site: what the conversation left behind, as pages that one is glad to read.

In: the conversation under pseudonyms (`anonymized`, `enriched`), what was found and written about it (`knowledge`,
`generated`, `ranked`), and pictures that were dear to make (`asset_cache`). Out: `site_files`, the manifest of the
folder that was swapped in. Not here: names, the vault, anything that is decided anew; what is shown was written
upstream. Files are written by `services/site_folder.py` alone.
"""
