"""Commands about what a run made: look at the site, find something, take it elsewhere."""
