"""What people say of themselves: answers as they are given, saved at once, and the versions that were submitted."""
