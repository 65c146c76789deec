"""Hikvision ISAPI events pushed by access terminals (DS-K1T…, MinMoe): JSON, XML or multipart."""
