"""复工复产备案 (G1): both plans and the emergency plan, put on file with the county's bureau; no licence."""
