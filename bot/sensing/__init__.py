"""From a text to named signals. Pure: nothing is loaded, nothing is kept."""
