"""What a command tells the shell (contract §5)."""

DONE = 0  # done, also when stopped in order
SOME = 1  # done, but some documents were unreadable, too large or no report, or some sources failed
USAGE = 2  # wrong usage or configuration
LOCKED = 3  # another run holds the data folder
NOTHING = 4  # nothing could be done
INTERRUPTED = 130  # Ctrl-C or SIGTERM before there was anything to stop in order, as shells have it
