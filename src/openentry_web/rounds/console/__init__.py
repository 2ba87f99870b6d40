"""The officers' console, the public page of a round held here, and what a person sees of rounds."""
