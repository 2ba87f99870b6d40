"""The journey from finding out to what follows an application, a page a step; figures and sections come from the law's data."""
