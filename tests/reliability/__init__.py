"""Faults, load and malice: what is promised of them, on real files, processes and sockets."""
