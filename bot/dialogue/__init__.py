"""From a YAML file to a checked `Dialogue`. Pure: text comes in, nothing is read or written."""
