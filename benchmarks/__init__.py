"""Benchmarks: programs that print our figure beside a reference measured in the same run. See README.md."""
