"""What an invited person sees and does: the test of section 11.2, the checklist, and the application."""
