"""What a reader can search for, and the files in which the search script of the site (static/search.js) finds it."""
