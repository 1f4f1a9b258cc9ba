"""Commands about what a run made: look at the site, find something, write on it, take it elsewhere."""
