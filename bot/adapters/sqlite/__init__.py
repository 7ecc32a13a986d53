"""The journal on SQLite: one file, write-ahead log, synced at every commit, words encrypted."""
