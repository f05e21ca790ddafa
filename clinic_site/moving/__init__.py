"""Bringing in a WordPress site: pages and posts as drafts, with comments, pictures and addresses.

The file is read twice, each time as a stream. `planning` makes a row of each item, which the editor
sees and may leave out; `bringing` then makes the pages. Both say by their rows how far they are, so
that either can be killed at any moment and goes on where it was.
"""
