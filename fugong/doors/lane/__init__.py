"""The lane: everything that devices send and fetch, in a process of its own behind the same proxy.

A small Starlette application. It authenticates, reads, hands over to the gates' actions and answers after the commit;
it decides nothing itself. Its event loop never waits for the database: see `threads`.
"""
