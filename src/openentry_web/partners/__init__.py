"""Provinces, which nominate, and Job Bank, which matches: what each may see and do, and what the person sees of it."""
