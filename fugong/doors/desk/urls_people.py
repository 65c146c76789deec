"""Addresses of the day, the people and their roster."""

people_urls: list = []
