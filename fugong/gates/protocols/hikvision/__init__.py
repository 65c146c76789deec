"""Hikvision ISAPI event notifications."""
