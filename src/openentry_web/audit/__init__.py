"""The audit log: what happened to somebody's standing and who looked, append-only and chained. Holds ids and hashes, no facts."""
