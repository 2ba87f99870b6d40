"""Whole pools: the readable rules compiled to look-up tables, and millions of rows of facts scored by them.

``batch`` scores columns, ``files`` scores files of any size, ``top`` finds the best of a pool exactly; ``kernel`` (extra
``[fast]``) and ``spread`` (extra ``[dask]``) do the same, faster or on more machines. NumPy and PyArrow are imported by these
modules alone.
"""
