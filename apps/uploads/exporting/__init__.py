"""Messages as files: the neutral JSON lines, CSV, a page to read. Rows in, blocks of bytes out, in bounded memory."""
