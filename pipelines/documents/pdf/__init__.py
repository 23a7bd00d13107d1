"""PDF documents: text with positions, ruled and unruled tables; pages without usable text can be rendered for OCR."""
