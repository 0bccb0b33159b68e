"""What runs the system on one machine: embedded PostgreSQL and Redis, the supervisor, set-up.

Nothing here imports Django or an app, so that settings can ask for the servers' addresses and a command that
needs no server starts none. `services` is the way in.
"""
