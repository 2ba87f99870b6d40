"""Concerns about what somebody declared, their answer, and the determination that is recorded; the bar that follows."""
