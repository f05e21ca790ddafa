"""The clinic as readers see it: what pages show of the rooms beside them."""
