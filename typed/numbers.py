def whole_number(text, otherwise=0):
    """A whole number as it stands in forms and addresses; `otherwise` for nonsense and for far too
    much."""
    return int(text) if text.isdecimal() and len(text) < 19 else otherwise
