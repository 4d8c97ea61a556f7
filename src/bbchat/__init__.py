"""bbchat: answers questions about therapy with a practice's own words, offline, and keeps nothing."""

__version__ = "0.1.0"
