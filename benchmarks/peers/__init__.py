"""The same score written for other engines, to measure beside ours. Peers are measured only; they are no authority on the law."""
