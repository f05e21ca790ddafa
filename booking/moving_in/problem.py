class Problem(Exception):
    """Why a cell or a row cannot be read: what follows its column and value, as in “is no time”."""
