"""Whole readers, each run in a process of its own: the product, and what it is measured against."""
