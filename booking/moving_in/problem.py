class Problem(Exception):
    """Why a cell or a row cannot be read: what follows its column and value: “is not a time”."""
