from pages.compare.versions import Comparison, compare

__all__ = ["Comparison", "compare"]
