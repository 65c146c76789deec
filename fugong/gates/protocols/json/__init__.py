"""Any terminal that posts JSON, read by the map that belongs to it."""
