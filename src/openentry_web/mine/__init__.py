"""What is a person's own to do with their file: advice, scenarios, export, who looked, and the end of the account."""
