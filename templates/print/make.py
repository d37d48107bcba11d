"""Makes the Word templates of memoranda and contracts anew: ``python templates/print/make.py``.

The templates may then be changed in Word: every field in double braces is filled in, everything else is printed as it
stands, in the Word file and in the PDF alike. Whoever changes them in Word no longer runs this script.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

HERE = Path(__file__).parent
FONT = "Times New Roman"
CENTER, RIGHT, JUSTIFY = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT, WD_ALIGN_PARAGRAPH.JUSTIFY
MADE_AT = datetime(2026, 1, 1, tzinfo=UTC)
# "**words**" are bold
_BOLD = re.compile(r"\*\*(.+?)\*\*")

GROUNDS = (
    "Căn cứ Bộ luật Dân sự số 91/2015/QH13 ngày 24 tháng 11 năm 2015;",
    "Căn cứ Luật Thương mại số 36/2005/QH11 ngày 14 tháng 6 năm 2005;",
    "Căn cứ nhu cầu và khả năng của hai bên,",
)
PARTY = (
    "Địa chỉ: {{ %s.address }}",
    "Mã số thuế: {{ %s.tax_code }}",
    "Đại diện: {{ %s.person }}",
    "Chức vụ: {{ %s.position }}",
    "Điện thoại: {{ %s.phone }}",
)
GOODS_HEAD = (
    "STT",
    "Tên hàng hóa",
    "Đơn vị tính",
    "Số lượng mỗi tháng",
    "Đơn giá (đồng)",
    "Thành tiền mỗi tháng (đồng)",
)
GOODS_ROW = ("1", "{{ goods }}", "{{ unit }}", "{{ amount }}", "{{ price }}", "{{ monthly_value }}")
GOODS_WIDTHS = (13, 46, 21, 24, 26, 30)

# An article: its title, and its paragraphs; a paragraph in angle brackets stands for several lines of a field.
Article = tuple[str, Sequence[str]]
GOODS = "<goods table>"

CONTRACT: Sequence[Article] = (
    (
        "Hàng hóa, số lượng, giá trị",
        (
            "1. Bên A bán và Bên B mua hàng hóa sau đây:",
            GOODS,
            "2. Giá trị hàng hóa mỗi tháng bằng chữ: {{ monthly_value_words }}.",
            "3. {{ vat }} {{ discount }}",
            "4. Số lượng của từng đợt giao theo đơn đặt hàng của Bên B, được Bên A xác nhận.",
        ),
    ),
    (
        "Chất lượng, quy cách",
        (
            "<quality>",
            "Hàng hóa có nguồn gốc rõ ràng, ghi nhãn đúng quy định của pháp luật và đúng với mẫu mà hai bên đã thống "
            "nhất (nếu có mẫu).",
        ),
    ),
    (
        "Giao nhận",
        (
            "<delivery>",
            "Khi nhận hàng, Bên B kiểm tra số lượng, quy cách và tình trạng bên ngoài; hai bên ký biên bản hoặc phiếu "
            "giao nhận. Hàng không đúng thỏa thuận, Bên B báo cho Bên A trong vòng 03 ngày làm việc kể từ ngày nhận để "
            "đổi, bù hoặc trừ tiền.",
        ),
    ),
    ("Thanh toán", ("{{ payment_time }}", "<payment>")),
    ("Thời hạn hợp đồng", ("{{ duration }}", "Hết thời hạn, hai bên có thể gia hạn bằng phụ lục hợp đồng.")),
    (
        "Quyền và nghĩa vụ của Bên A",
        (
            "1. Giao hàng đủ số lượng, đúng chất lượng, đúng hạn; giao chứng từ, hóa đơn theo quy định.",
            "2. Báo trước cho Bên B khi sản lượng giảm hoặc không thể giao đúng hạn.",
            "3. Được thanh toán đủ và đúng hạn.",
        ),
    ),
    (
        "Quyền và nghĩa vụ của Bên B",
        (
            "1. Đặt hàng, nhận hàng và thanh toán đúng thỏa thuận.",
            "2. Cung cấp kịp thời yêu cầu về bao bì, nhãn, mã vạch và giấy tờ cần có.",
            "3. Được từ chối hàng không đúng thỏa thuận.",
        ),
    ),
    (
        "Vi phạm hợp đồng, bất khả kháng",
        (
            "1. Bên vi phạm bồi thường thiệt hại thực tế. Mức phạt vi phạm, nếu hai bên có thỏa thuận, không quá 8% "
            "giá trị phần nghĩa vụ bị vi phạm.",
            "2. Bên gặp thiên tai, dịch bệnh hoặc sự kiện bất khả kháng khác được miễn trách nhiệm nếu báo ngay cho "
            "bên kia và đã cố gắng khắc phục.",
        ),
    ),
    (
        "Giải quyết tranh chấp",
        (
            "Tranh chấp được giải quyết trước hết bằng thương lượng, hòa giải. Không hòa giải được thì một trong hai "
            "bên có quyền yêu cầu Tòa án có thẩm quyền giải quyết theo pháp luật.",
        ),
    ),
)
CONTRACT_END = (
    "1. Hợp đồng có hiệu lực kể từ ngày ký. Sửa đổi, bổ sung phải lập thành văn bản và có chữ ký của hai bên.",
    "2. Hợp đồng được lập thành 02 bản có giá trị như nhau, mỗi bên giữ 01 bản.",
)

MEMORANDUM: Sequence[Article] = (
    (
        "Nội dung hợp tác",
        (
            "1. Hai bên thống nhất hợp tác mua bán hàng hóa, dự kiến như sau:",
            GOODS,
            "2. Giá trị dự kiến mỗi tháng bằng chữ: {{ monthly_value_words }}.",
            "3. {{ vat }} {{ discount }}",
        ),
    ),
    (
        "Chất lượng, quy cách",
        ("<quality>", "Bên A gửi hàng mẫu khi Bên B yêu cầu; hai bên thống nhất mẫu trước khi giao đợt đầu."),
    ),
    ("Giao nhận và thanh toán dự kiến", ("<delivery>", "{{ payment_time }}", "<payment>")),
    ("Thời gian thực hiện", ("{{ duration }}",)),
    (
        "Trách nhiệm của hai bên",
        (
            "1. Bên A chuẩn bị hàng hóa, hàng mẫu và giấy tờ cần có để bán hàng cho Bên B.",
            "2. Bên B cung cấp yêu cầu về hàng hóa, bao bì, nhãn, giấy tờ và thời gian đặt hàng.",
            "3. Hai bên cùng trao đổi để ký hợp đồng mua bán hàng hóa khi đủ điều kiện.",
            "4. Thông tin mà một bên cho biết để hợp tác không được tiết lộ cho người khác khi bên đó không đồng ý.",
        ),
    ),
)
MEMORANDUM_END = (
    "1. Biên bản này ghi lại ý định hợp tác của hai bên và là căn cứ để ký hợp đồng. Vướng mắc được giải quyết bằng "
    "thương lượng.",
    "2. Biên bản được lập thành 02 bản có giá trị như nhau, mỗi bên giữ 01 bản.",
)


def set_fonts(style: Any) -> None:
    """Name the font for every kind of letter; Word otherwise takes another one for some."""
    style.font.name = FONT
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for kind in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
        fonts.set(qn(kind), FONT)


def write(container: Any, words: str, *, align: Any = None, style: str | None = None, **look: Any) -> Any:
    """Add a paragraph; ``look`` may hold bold, italic, size, before, after, first, left, right, keep."""
    paragraph = container.add_paragraph(style=style)
    for place, part in enumerate(_BOLD.split(words)):
        run = paragraph.add_run(part)
        run.bold = True if look.get("bold") or place % 2 else None
        run.italic = True if look.get("italic") else None
        run.font.size = Pt(look["size"]) if "size" in look else None
    paragraph.alignment = align
    measures = paragraph.paragraph_format
    for name, value in (("space_before", look.get("before")), ("space_after", look.get("after"))):
        if value is not None:
            setattr(measures, name, Pt(value))
    for name, value in (("first_line_indent", "first"), ("left_indent", "left"), ("right_indent", "right")):
        if value in look:
            setattr(measures, name, Mm(look[value]))
    if look.get("keep"):
        measures.keep_with_next = True
    return paragraph


def underline(paragraph: Any) -> None:
    """Draw the rule below a paragraph, between its indents."""
    borders, bottom = OxmlElement("w:pBdr"), OxmlElement("w:bottom")
    for name, value in (("val", "single"), ("sz", "6"), ("space", "1"), ("color", "000000")):
        bottom.set(qn(f"w:{name}"), value)
    borders.append(bottom)
    properties = paragraph._p.get_or_add_pPr()
    properties.insert_element_before(borders, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr")


def number_of_page(paragraph: Any) -> None:
    """Add the number of the page as a field."""
    for kind, words in (("begin", ""), ("", "PAGE"), ("end", "")):
        run = paragraph.add_run()
        part = OxmlElement("w:instrText" if words else "w:fldChar")
        if words:
            part.text = words
        else:
            part.set(qn("w:fldCharType"), kind)
        run._r.append(part)


def lines_of(container: Any, field: str) -> None:
    """Print a field of several lines, each as a paragraph."""
    write(container, f"{{%p for line in {field} %}}")
    write(container, "{{ line }}", style="Article text")
    write(container, "{%p endfor %}")


def frame(document: Any, title: str) -> None:
    """Set the page as Decree 30/2020 does, the head of every page, and the styles."""
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin = section.bottom_margin = Mm(20)
    section.left_margin, section.right_margin = Mm(30), Mm(20)
    section.header_distance = section.footer_distance = Mm(10)
    section.different_first_page_header_footer = True
    normal = document.styles["Normal"]
    set_fonts(normal)
    normal.font.size = Pt(13)
    normal.paragraph_format.space_after = Pt(0)
    normal.paragraph_format.space_before = Pt(0)
    normal.paragraph_format.line_spacing = 1.0
    text = document.styles.add_style("Article text", 1)
    text.base_style = normal
    text.paragraph_format.alignment = JUSTIFY
    text.paragraph_format.first_line_indent = Mm(10)
    text.paragraph_format.space_before = Pt(5)
    head = document.styles.add_style("Article head", 1)
    head.base_style = normal
    head.font.bold = True
    head.paragraph_format.space_before = Pt(8)
    head.paragraph_format.first_line_indent = Mm(10)
    head.paragraph_format.keep_with_next = True
    for header, is_first in ((section.first_page_header, True), (section.header, False)):
        paragraph = header.paragraphs[0]
        paragraph.style = normal
        paragraph.alignment = CENTER
        if not is_first:
            number_of_page(paragraph)
            paragraph.add_run("   ")
        run = paragraph.add_run("{{ draft }}")
        run.bold = True
        run.font.size = Pt(11)
    properties = document.core_properties
    properties.title, properties.author, properties.comments = title, "", ""
    properties.language = "vi"
    properties.created = properties.modified = MADE_AT


def top(document: Any, title: str) -> None:
    """Write quốc hiệu, tiêu ngữ, the title, number, place and date."""
    write(document, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", align=CENTER, bold=True, size=13)
    motto = write(document, "Độc lập - Tự do - Hạnh phúc", align=CENTER, bold=True, size=14, left=47, right=47)
    underline(motto)
    write(document, "{{ place_and_date }}", align=RIGHT, italic=True, size=13, before=8, after=10)
    write(document, title, align=CENTER, bold=True, size=14)
    write(document, "Số: {{ number }}", align=CENTER, size=13, after=8)


def party(document: Any, letter: str, role: str, name: str) -> None:
    """Write one party with everything that the paper says of it."""
    write(document, f"BÊN {letter} ({role}): {{{{ {name}.name }}}}", bold=True, before=8, keep=True)
    for line in PARTY:
        write(document, line % name, before=3, left=10)


def goods(document: Any) -> None:
    """Write the table of goods."""
    table = document.add_table(rows=2, cols=len(GOODS_HEAD), style="Table Grid")
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    for cells, words, is_bold in ((table.rows[0].cells, GOODS_HEAD, True), (table.rows[1].cells, GOODS_ROW, False)):
        for place, (cell, one, width) in enumerate(zip(cells, words, GOODS_WIDTHS, strict=True)):
            cell.width = table.columns[place].width = Mm(width)
            paragraph = cell.paragraphs[0]
            run = paragraph.add_run(one)
            run.bold, run.font.size = is_bold or None, Pt(12)
            paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(2)
            paragraph.alignment = CENTER if is_bold or place in (0, 2) else (RIGHT if place > 2 else None)
    row = table.rows[0]._tr.get_or_add_trPr()
    row.append(OxmlElement("w:tblHeader"))


def article(document: Any, number: str, title: str, paragraphs: Sequence[str], *, keep: bool = False) -> None:
    """Write one article; the last one is kept on one page with the signatures."""
    write(document, f"Điều {number}. {title}", style="Article head")
    for words in paragraphs:
        if words == GOODS:
            write(document, "", size=4)
            goods(document)
        elif words.startswith("<"):
            lines_of(document, words.strip("<>"))
        else:
            write(document, words, style="Article text", keep=keep)


def signatures(document: Any) -> None:
    """Write where each side signs; names that are not known are left to be written by hand."""
    write(document, "", size=8, keep=True)
    table = document.add_table(rows=1, cols=2)
    table.autofit = False
    row = table.rows[0]._tr.get_or_add_trPr()
    row.append(OxmlElement("w:cantSplit"))
    for cell, letter, name in zip(table.rows[0].cells, "AB", ("seller", "buyer"), strict=True):
        cell.width = Mm(80)
        cell._tc.remove(cell.paragraphs[0]._p)
        write(cell, f"ĐẠI DIỆN BÊN {letter}", align=CENTER, bold=True)
        write(cell, "(Ký, ghi rõ họ tên, đóng dấu nếu có)", align=CENTER, italic=True, size=12, after=64)
        write(cell, f"{{{{ {name}.signs }}}}", align=CENTER, bold=True)


def make(title: str, articles: Sequence[Article], end: Sequence[str], closing: str) -> bytes:
    """Return a template as a Word file that is the same to the byte each time."""
    document = Document()
    frame(document, title)
    top(document, title)
    for line in GROUNDS:
        write(document, f"- {line}", italic=True, first=10, before=3, align=JUSTIFY)
    write(document, "Hôm nay, {{ place_and_day }}, chúng tôi gồm:", first=10, before=8)
    party(document, "A", "BÊN BÁN", "seller")
    party(document, "B", "BÊN MUA", "buyer")
    write(document, closing, first=10, before=8, align=JUSTIFY)
    for number, (heading, paragraphs) in enumerate(articles, 1):
        article(document, str(number), heading, paragraphs)
    write(document, "{%p if extra %}")
    article(document, str(len(articles) + 1), "Thỏa thuận khác", ("<extra>",))
    write(document, "{%p endif %}")
    last = f"{{{{ {len(articles) + 2} if extra else {len(articles) + 1} }}}}"
    article(document, last, "Điều khoản chung", end, keep=True)
    signatures(document)
    return steady(document)


def steady(document: Any) -> bytes:
    """Return the file with one moment for all of its parts."""
    written, again = io.BytesIO(), io.BytesIO()
    document.save(written)
    with zipfile.ZipFile(written) as source, zipfile.ZipFile(again, "w", zipfile.ZIP_DEFLATED) as target:
        for name in sorted(source.namelist()):
            target.writestr(zipfile.ZipInfo(name, MADE_AT.timetuple()[:6]), source.read(name), zipfile.ZIP_DEFLATED)
    return again.getvalue()


def make_all() -> dict[str, bytes]:
    """Return all templates by the names of their files."""
    return {
        "contract.docx": make(
            "HỢP ĐỒNG MUA BÁN HÀNG HÓA",
            CONTRACT,
            CONTRACT_END,
            "Hai bên thống nhất ký hợp đồng mua bán hàng hóa với các điều khoản sau:",
        ),
        "memorandum.docx": make(
            "BIÊN BẢN GHI NHỚ",
            MEMORANDUM,
            MEMORANDUM_END,
            "Hai bên thống nhất lập biên bản ghi nhớ hợp tác với các nội dung sau:",
        ),
    }


if __name__ == "__main__":
    for file, content in make_all().items():
        (HERE / file).write_bytes(content)
