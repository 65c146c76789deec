"""ZKTeco PUSH, the two protocols that share /iclock/*: attendance (att) and access control (acc)."""
