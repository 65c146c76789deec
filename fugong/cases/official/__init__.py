"""Official documents (公文) as .docx in the layout of GB/T 9704-2012: what is said goes in, bytes come out.

The standard binds party and government bodies; an enterprise's report follows it as a template. Its typefaces are
named, never shipped: a computer without them shows its own. A seal's place is left free, no seal is drawn.
"""

from fugong.cases.official.content import Appendix, Block, Heading, OfficialDocument, Paragraph, Table
from fugong.cases.official.writing import write

__all__ = ["Appendix", "Block", "Heading", "OfficialDocument", "Paragraph", "Table", "write"]
