"""From kept bytes to published rows: reading, checking, storing, searching, publishing. Never imports crawler."""
