"""Runs the storages against real servers, and against one that fails on purpose."""
