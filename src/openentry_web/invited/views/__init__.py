"""Pages of an invited person."""
