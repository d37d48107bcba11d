"""The background process: three queues, each worked off by a process of its own."""
