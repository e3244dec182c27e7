"""Widgets: they draw and forward. No rules, no await, no SQL."""
