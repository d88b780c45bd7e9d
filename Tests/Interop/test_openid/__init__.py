"""Relying parties that others wrote sign people in at the real service."""
