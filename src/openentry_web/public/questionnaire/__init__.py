"""The Come to Canada questionnaire: short, without an account, nothing identifying, with a verdict at its end."""
