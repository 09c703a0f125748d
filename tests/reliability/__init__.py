"""Faults, load and malice: what docs/reliability.md promises, on real files, processes and sockets."""
