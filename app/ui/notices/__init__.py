"""Notices under the header, and toasts."""
