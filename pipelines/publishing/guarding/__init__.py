"""What stands between the network and the pages: closed addresses, safe headers, limits on rate, size and statements."""
