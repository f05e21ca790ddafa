class Unreadable(Exception):
    """A file that cannot be read at all: one sentence for people, with the line if there is one."""
