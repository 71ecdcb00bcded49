"""What changed, in words: for the page of changes, its feed, the front page and a study's own page.

`phrases` are sentences with words of others in them, `values` says a fact's value, `sentences` and `places` a change
of it, `entries` what changed in a study at one time and who says so, `atom` the feed.
"""
