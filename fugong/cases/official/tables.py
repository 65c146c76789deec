"""Tables across the text area."""

from collections.abc import Sequence

from fugong.cases.official.content import Table
from fugong.cases.official.layout import CELL_PADDING, TABLE_PT, TEXT_WIDTH, TWIPS_PER_MM, paragraph
from fugong.cases.official.texts import lines_of, one_line, width_of

FULL_ROWS = 18
"""A row estimated higher than so many table lines may break across pages: it might fit on none."""


def write_table(table: Table) -> str:
    headings = [one_line(text) for text in table.headings]
    rows = [[lines_of(text) for text in cells] for cells in table.rows]
    widths = _column_widths(table, headings, rows)
    room = [(width - 2 * CELL_PADDING) / (TABLE_PT * 20) for width in widths]
    centred = [
        all(width_of(line) <= min(room[column], 10) for cells in rows for line in cells[column])
        for column in range(len(headings))
    ]
    written = [_row([[text] for text in headings], widths, [True] * len(widths), heading=True)]
    for cells in rows:
        high = max(sum(-(-width_of(line) // room[i]) for line in lines) for i, lines in enumerate(cells))
        written.append(_row(cells, widths, centred, whole=high <= FULL_ROWS))
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return (
        f'<w:tbl><w:tblPr><w:tblStyle w:val="TableGrid"/><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc w:val="center"/>'
        f'<w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>{"".join(written)}</w:tbl>'
    )


TABLE_WIDTH = TEXT_WIDTH - 2 * CELL_PADDING


def _column_widths(
    table: Table, headings: Sequence[str], rows: Sequence[Sequence[Sequence[str]]]
) -> list[int]:
    """As asked (drawn in when wider than the text area). Else narrow columns get what they hold, the wide share the rest."""
    if table.widths_mm is not None:
        asked = [width * TWIPS_PER_MM for width in table.widths_mm]
        share = min(1.0, TABLE_WIDTH / sum(asked))
        return [int(width * share) for width in asked]
    wants = [
        max(width_of(line) for line in (text, *(line for cells in rows for line in cells[column]))) + 0.5
        for column, text in enumerate(headings)
    ]
    wants = [max(want, 3) * TABLE_PT * 20 + 2 * CELL_PADDING for want in wants]
    if sum(wants) > TABLE_WIDTH:
        narrow = sorted(wants)
        most = next(
            share
            for place in range(len(narrow))
            if (share := (TABLE_WIDTH - sum(narrow[:place])) / (len(narrow) - place)) <= narrow[place]
        )
        wants = [min(want, most) for want in wants]
    return [int(TABLE_WIDTH * want / sum(wants)) for want in wants]


def _row(
    cells: Sequence[Sequence[str]],
    widths: Sequence[int],
    centred: Sequence[bool],
    *,
    heading: bool = False,
    whole: bool = True,
) -> str:
    properties = ("<w:cantSplit/>" if whole else "") + ("<w:tblHeader/>" if heading else "")
    style = "TableHeading" if heading else "TableText"
    written = []
    for lines, width, centre in zip(cells, widths, centred, strict=True):
        centring = '<w:jc w:val="center"/>' if centre else ""
        paragraphs = "".join(paragraph(style, line, properties=centring) for line in lines or [""])
        written.append(
            f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/><w:vAlign w:val="center"/></w:tcPr>{paragraphs}</w:tc>'
        )
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(written)}</w:tr>"
