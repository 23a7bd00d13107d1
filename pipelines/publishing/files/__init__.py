"""Files to take away, the same from the site and the shell: what is chosen, its rows, and CSV, XLSX, Parquet or a bundle of them."""
