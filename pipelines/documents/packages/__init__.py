"""ZIP: as the wrapping of a format made of XML parts (DOCX, XLSX, OFD), and as a package of documents."""

from pipelines.documents.packages.members import members_of
from pipelines.documents.packages.parts import Element, Parts, name_of, parsed, part_beside

__all__ = ["Element", "Parts", "members_of", "name_of", "parsed", "part_beside"]
