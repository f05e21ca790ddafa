from pages.text.compare.versions import Comparison, compare

__all__ = ["Comparison", "compare"]
