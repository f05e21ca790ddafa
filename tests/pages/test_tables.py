"""Tables in a text: pasted from elsewhere, typed, compared, and as readers get them."""

from html import unescape

import pytest
import time_machine

from pages.models import Section
from pages.reading.tables import with_names
from pages.text.advice import advise
from pages.text.compare.prose import compare_prose
from pages.text.pasted import clean, clean_paste, cleaned, cleaned_paste
from pages.text.pasted.rows import from_lines, from_tabs
from tests import make
from tests.pages.test_blocks import with_block
from tests.pages.test_compare import prose
from tests.pages.test_draft_screen import form_of, save

# What each program puts on the clipboard, less the fonts and most of the styles.
EXCEL = """<html xmlns:o="urn:schemas-microsoft-com:office:office"
xmlns:x="urn:schemas-microsoft-com:office:excel" xmlns="http://www.w3.org/TR/REC-html40"><head>
<meta name=ProgId content=Excel.Sheet><meta name=Generator content="Microsoft Excel 15"><style>
<!--table {mso-displayed-decimal-separator:"\\.";} .xl65 {font-weight:700;} --></style></head>
<body link="#0563C1" vlink="#954F72"><table border=0 cellpadding=0 cellspacing=0 width=300
style='border-collapse:collapse;width:225pt'><!--StartFragment--><col width=64 span=3
style='width:48pt'><tr height=20 style='height:15.0pt'><td colspan=3 height=20 class=xl65 width=192
style='height:15.0pt;width:144pt'>Fees from January 2027</td></tr><tr height=20><td height=20>
Treatment</td><td>Length</td><td>Price</td></tr><tr height=20><td rowspan=2 height=40>IMS</td><td>
First visit,<br style='mso-data-placement:same-cell;'>60 min</td><td align=right>$140.00</td></tr>
<tr height=20><td height=20>Follow-up</td><td align=right>$95.00</td></tr><tr height=20><td
colspan=3 height=20>By arrangement</td></tr><tr height=20><td height=20>Massage</td><td>45
min</td><td align=right>$100.00</td></tr><tr height=20><td height=20 colspan=3 style='height:15.0pt;
mso-ignore:colspan'></td></tr><!--EndFragment--></table></body></html>"""
SHEETS = """<google-sheets-html-origin><style type="text/css"><!--td {border: 1px solid #ccc;}-->
</style><table xmlns="http://www.w3.org/1999/xhtml" cellspacing="0" cellpadding="0" dir="ltr"
border="1" style="table-layout:fixed;width:0px" data-sheets-root="1"><colgroup><col width="100"/>
<col width="100"/></colgroup><tbody><tr style="height:21px;"><td style="overflow:hidden;
font-weight:bold;">Day</td><td style="font-weight:bold;">Open</td></tr><tr style="height:21px;"><td>
Monday</td><td>9 to 5</td></tr><tr><td>Tuesday</td><td style="text-align:right;"></td></tr></tbody>
</table>"""
WORD = """<html xmlns:w="urn:schemas-microsoft-com:office:word"><head><meta name=Generator
content="Microsoft Word 15"></head><body lang=EN-CA><!--StartFragment--><table class=MsoTableGrid
border=1 cellspacing=0 cellpadding=0 style='border-collapse:collapse;mso-yfti-tbllook:1184'><thead>
<tr style='mso-yfti-irow:0;mso-yfti-firstrow:yes'><td width=208 valign=top style='width:155.8pt'>
<p class=MsoNormal><b>Visit<o:p></o:p></b></p></td><td colspan=2><p class=MsoNormal align=center>
<b>Price<o:p></o:p></b></p></td></tr><tr style='mso-yfti-irow:1'><td><p class=MsoNormal><o:p>&nbsp;
</o:p></p></td><td><p class=MsoNormal><b>30 min<o:p></o:p></b></p></td><td><p class=MsoNormal><b>60
min<o:p></o:p></b></p></td></tr></thead><tr style='mso-yfti-irow:2;mso-yfti-lastrow:yes'><td><p
class=MsoNormal>First <a href="https://www.example.com/ims">visit</a><o:p></o:p></p></td><td><p
class=MsoNormal>$95<o:p></o:p></p></td><td><p class=MsoNormal>$140<o:p></o:p></p><p class=MsoNormal>
with <i>report</i><o:p></o:p></p></td></tr></table><!--EndFragment--></body></html>"""
DOCS = """<meta charset='utf-8'><b style="font-weight:normal;" id="docs-internal-guid-4f6e"><div
dir="ltr" style="margin-left:0pt;" align="left"><table style="border:none;border-collapse:collapse;
table-layout:fixed;width:468pt"><colgroup><col/><col/></colgroup><tbody><tr style="height:0pt"><td
style="border-left:solid #000000 1pt"><p dir="ltr" style="line-height:1.2"><span
style="font-size:11pt;font-weight:700">Treatment</span></p></td><td><p dir="ltr"><span
style="font-weight:700">Price</span></p></td></tr><tr><td><p dir="ltr"><span
style="font-weight:400">IMS</span></p></td><td><p dir="ltr"><span
style="font-weight:400">$140</span></p></td></tr></tbody></table></div></b>"""
LIBREOFFICE = """<html><head><meta http-equiv="content-type" content="text/html; charset=utf-8"/>
<title></title><meta name="generator" content="LibreOffice 24.2"/><style type="text/css">body,div,
table,thead,tbody,tfoot,tr,th,td,p { font-size:x-small }</style></head><body><table cellspacing="0"
border="0"><colgroup width="85"></colgroup><colgroup width="85"></colgroup><tr><td height="17"
align="left"><br></td><td align="left">Treatment</td><td align="left">Price</td></tr><tr><td><br>
</td><td align="left"><b><font color="#000000">IMS</font></b></td><td align="right" sdval="140"
sdnum="4105;0;[$$-1009]#,##0">$140</td></tr></table></body></html>"""
WEB = """<h2>Hours</h2><div role="region" class="table-wrap"><table class="wikitable sortable"
id="t"><caption>When we are open</caption><thead><tr><th scope="col" style="width:50%">Day</th><th
scope="col" onclick="sort()">Hours</th></tr></thead><tfoot><tr><td colspan="2">Toronto time</td>
</tr></tfoot><tbody><tr><th scope="row">Mon</th><td><ul><li>9–12</li><li>1–5</li></ul></td></tr>
</tbody>
</table></div>"""


def table(heads, *rows):
    def row(cells, tag):
        return "<tr>" + "".join(f"<{tag}>{cell}</{tag}>" for cell in cells) + "</tr>"

    head = f"<thead>{''.join(row(one, 'th') for one in heads)}</thead>" if heads else ""
    return f"<table>{head}<tbody>{''.join(row(one, 'td') for one in rows)}</tbody></table>"


PASTED = {
    "excel": (
        EXCEL,
        "<p>Fees from January 2027</p>"
        "<table><thead><tr><th>Treatment</th><th>Length</th><th>Price</th></tr></thead><tbody>"
        "<tr><th>IMS</th><td>First visit,<br>60 min</td><td>$140.00</td></tr>"
        "<tr><th>IMS</th><td>Follow-up</td><td>$95.00</td></tr>"
        "<tr><th>By arrangement</th><td></td><td></td></tr>"
        "<tr><th>Massage</th><td>45 min</td><td>$100.00</td></tr></tbody></table>",
    ),
    "sheets": (SHEETS, table([("Day", "Open")], ("Monday", "9 to 5"), ("Tuesday", ""))),
    "word": (
        WORD,
        table(
            [("Visit", "Price", "Price"), ("", "30 min", "60 min")],
            (
                'First <a href="https://www.example.com/ims">visit</a>',
                "$95",
                "<p>$140</p><p>with <em>report</em></p>",
            ),
        ),
    ),
    "docs": (
        DOCS,
        "<table><thead><tr><th>Treatment</th><th>Price</th></tr></thead>"
        "<tbody><tr><th>IMS</th><td>$140</td></tr></tbody></table>",
    ),
    "libreoffice": (
        LIBREOFFICE,
        "<table><thead><tr><th>Treatment</th><th>Price</th></tr></thead>"
        "<tbody><tr><th>IMS</th><td>$140</td></tr></tbody></table>",
    ),
    "web": (
        WEB,
        "<h3>Hours</h3><p>When we are open</p>"
        "<table><thead><tr><th>Day</th><th>Hours</th></tr></thead><tbody>"
        "<tr><th>Mon</th><td><ul><li>9–12</li><li>1–5</li></ul></td></tr></tbody></table>"
        "<p>Toronto time</p>",
    ),
}


@pytest.mark.parametrize("program", PASTED)
def test_a_pasted_table_stays_one_with_its_headers(program):
    pasted, kept = PASTED[program]
    assert clean_paste(pasted) == kept
    assert clean(kept) == clean_paste(kept) == kept


LAYOUT = {
    "<table><tr><td>One<tr><td>Two</table>": "<p>One</p><p>Two</p>",
    "<table><tr><td>&nbsp;<td><h2>News</h2><p>Words</p><td></table>": "<h3>News</h3><p>Words</p>",
    "<table role=presentation><tr><td>One<td>Two</table>": "<p>One</p><p>Two</p>",
    "<table><tr><td><table><tr><td>a<td>b</table></table>": table([], ("a", "b")),
    "<ul><li><table><tr><td><h2>One</h2></table></ul>": "<ul><li>One</li></ul>",
    "<table><tr><td> <td></table>Words": "<p>Words</p>",
    "Words<table><tr><td>never<td>closed": f"<p>Words</p>{table([], ('never', 'closed'))}",
}


@pytest.mark.parametrize(("pasted", "kept"), LAYOUT.items())
def test_a_table_that_only_lays_out_a_text_is_none(pasted, kept):
    assert clean_paste(pasted) == clean(pasted) == kept


WRITTEN_OUT = {
    "<tr><td rowspan=2>a<td>b<tr><td>c": table([], ("a", "b"), ("a", "c")),
    "<tr><td colspan=2>a<td>b<tr><td>c<td>d<td>e": table([], ("a", "a", "b"), ("c", "d", "e")),
    "<tr><td rowspan=2 colspan=2>a<td>b<tr><td>c<tr><td>d<td>e<td>f": table(
        [], ("a", "a", "b"), ("a", "a", "c"), ("d", "e", "f")
    ),
    "<tr><td>a<td rowspan=9>b<tr><td>c": table([], ("a", "b"), ("c", "b")),
    "<tr><td colspan=0 rowspan=-1>a<td colspan=x>b<tr><td>c<td>d": table(
        [], ("a", "b"), ("c", "d")
    ),
    "<tr><td>a<td>b</tr>c</td><tr></table></table><td>d": (
        table([], ("a", "b")) + "<p>c</p><p>d</p>"
    ),
    "<tr><td>a<tr><td>b<td>c": table([], ("a", ""), ("b", "c")),
    "<tr><td colspan=2 style='mso-ignore:colspan'>a<td>b<tr><td>c<td>d<td>e": table(
        [], ("a", "", "b"), ("c", "d", "e")
    ),
    "<tr><td><tr><td><td>a<td>b<td><tr><td><td>c<td>d<tr><td>": table([], ("a", "b"), ("c", "d")),
}


@pytest.mark.parametrize(("rows", "kept"), WRITTEN_OUT.items())
def test_every_row_is_whole_and_says_what_merged_cells_said(rows, kept):
    assert clean_paste(f"<table>{rows}</table>") == clean(f"<table>{rows}</table>") == kept


def test_a_table_in_a_cell_or_a_list_becomes_lines_and_that_is_said():
    inner = "<table><tr><td>x<td><tr><td>y<td><b>z</b></table>"
    in_cell = cleaned(f"<table><tr><td>a<td>{inner}<tr><td>c<td>d</table>")
    assert in_cell.html == table([], ("a", "<p>x</p><p>y; <strong>z</strong></p>"), ("c", "d"))
    in_list = cleaned(f"<ul><li>One{inner}</ul>")
    assert in_list.html == "<ul><li><p>One</p><p>x</p><p>y; <strong>z</strong></p></li></ul>"
    for one in (in_cell, in_list):
        assert "each of its rows is now a line of text" in one.about


@pytest.mark.parametrize(("rows", "columns"), [(101, 2), (2, 13), (2000, 2), (2, 500)])
def test_a_table_that_is_too_large_is_said_and_nothing_is_cut(rows, columns):
    row = "".join(f"<td>w{n}" for n in range(columns))
    html = f"<table>{f'<tr>{row}' * rows}</table>"
    pasted = cleaned_paste(html)
    assert pasted.html.count("w0; w1") == rows
    assert pasted.html.count(f"w{columns - 1}<") == rows
    assert "at most 100 rows and 12 columns" in pasted.about
    field = Section._meta.get_field("body").formfield()
    with pytest.raises(Exception, match=f"this one has {rows} and {columns}. Nothing was cut off"):
        field.clean(html)
    whole = f"<table>{'<tr><td>a<td>b' * 100}</table>"
    assert field.clean(whole) == clean(whole)


def test_merged_cells_cannot_make_a_text_many_times_as_long():
    cell = "<td rowspan=99 colspan=11>" + "x" * 1000
    html = clean(f"<table><tr>{cell}<td>a{'<tr><td>b' * 98}</table>")
    assert html.count("x" * 1000) == 1


SHEET = 'Visit\tPrice\nFirst visit\t$140\n"60 min\nor more"\t$95\n'


def test_a_spreadsheets_plain_text_is_a_table_too():
    assert clean_paste(from_tabs(SHEET)) == (
        "<table><thead><tr><th>Visit</th><th>Price</th></tr></thead><tbody>"
        "<tr><th>First visit</th><td>$140</td></tr>"
        "<tr><th>60 min<br>or more</th><td>$95</td></tr></tbody></table>"
    )
    for text in ("", "\t", "One\ttwo\nthree", "\tIndented", '"' + "x" * 200_000 + "\t", "<b>\t&"):
        assert "<b>" not in clean_paste(from_tabs(text))


def test_lines_with_a_divider_are_rows():
    kept = (
        "<table><tr><th>Visit</th><th>Price</th></tr>"
        "<tr><td>First</td><td>a &lt; b</td></tr></table>"
    )
    assert from_lines("Visit | Price\r\n\r\nFirst|a < b") == kept
    assert from_lines("| Visit | Price |\n|---|:-:|\n| First | a < b |") == kept
    assert from_lines("Visit\tPrice\nFirst\ta < b") == kept
    for text in ("<table><tr><td>a | b", "One | two\nthree", "", "|"):
        assert "<th>" not in from_lines(text) or text == "|"


FEES = table([("Visit", "Price")], ("First", "$140"), ("Next", "$95"))


def test_readers_get_scopes_roles_and_the_name_of_each_value():
    html = with_names(f"<p>Before</p>{named_rows(FEES)}", caption='Fees & "more"')
    assert html == (
        '<p>Before</p><div class="table few"><table role="table">'
        "<caption>Fees &amp; &quot;more&quot;</caption>"
        '<thead role="rowgroup"><tr role="row"><th role="columnheader" scope="col">Visit</th>'
        '<th role="columnheader" scope="col">Price</th></tr></thead><tbody role="rowgroup">'
        '<tr role="row"><th role="rowheader" scope="row" data-name="Visit">First</th>'
        '<td role="cell" data-name="Price">$140</td></tr>'
        '<tr role="row"><th role="rowheader" scope="row" data-name="Visit">Next</th>'
        '<td role="cell" data-name="Price">$95</td></tr></tbody></table></div>'
    )
    assert with_names("<p>No table</p>") == "<p>No table</p>"


def named_rows(html):
    return html.replace("<td>First</td>", "<th>First</th>").replace(
        "<td>Next</td>", "<th>Next</th>"
    )


def test_two_header_rows_name_a_value_together_and_markup_stays_out_of_names():
    heads = [("", "Price", "Price"), ("Visit", 'In <a href="/x/">"$" &amp; tax</a>', "Price")]
    html = with_names(table(heads, ("First", "$140", "")))
    assert '<td role="cell"></td><th role="columnheader"' in html
    assert 'data-name="Price, In &quot;$&quot; &amp; tax">$140' in html
    assert '<td role="cell" data-name="Price"></td>' in html


def test_a_long_name_of_a_column_is_repeated_in_short():
    html = with_names(table([("Visit", "&lt;" + 9_999 * "x")], *[("First", "$140")] * 100))
    assert f'data-name="&lt;{58 * "x"}…">$140' in html
    assert len(html) < 40_000


def test_a_title_across_a_table_is_the_header_of_the_rows_below():
    html = with_names(
        "<table><tbody><tr><th>IMS</th><td></td></tr><tr><td>First</td><td>$140</td></tr>"
        "<tr><th>Massage</th><td></td></tr></tbody></table>"
    )
    assert html.count("<tbody") == 2
    assert '<th role="rowheader" scope="rowgroup" colspan="2">Massage</th>' in html


def test_rows_are_compared_with_the_names_of_their_columns():
    new = table([("Visit", "Fee")], ("First", "$150"), ("Massage", ""), ("Next", "$95"))
    assert prose(FEES, new) == [
        ("header row of the table", "Visit; [-Price-][+Fee+]", []),
        ("row of the table", "Visit: First; Fee: $[-140-][+150+]", []),
        ("row of the table", "[+Visit: Massage; Fee: –+]", ["This row was added."]),
        ("row of the table", "Visit: Next; Fee: $95", []),
    ]
    assert prose(new, FEES)[2][2] == ["This row was removed."]
    added = compare_prose("<p>One</p>", f"<p>One</p>{FEES}")
    assert [line.change for line in added] == ["kept", "added", "added", "added"]
    assert not any(line.remarks for line in added)


@pytest.mark.django_db
class TestAtTheDesk:
    @pytest.fixture(autouse=True)
    def clock(self):
        with time_machine.travel(make.NOW, tick=False):
            yield

    @pytest.fixture
    def draft(self, client):
        client.force_login(make.staff("Editors", "anna"))
        return make.page().edit(by=None)

    def test_a_new_table_has_a_header_row_and_is_asked_for_if_left_empty(self, client, draft):
        form = form_of(client, draft)
        assert "<th></th>" in form_of_kind(client, draft, "table")
        for body in ("", form_of_kind(client, draft, "table"), "<p>Words</p>"):
            refused = save(client, draft, with_block(form, "table", body=body))
            assert refused.status_code == 422
            assert "Fill in a table with at least two columns and two rows." in refused.text

    def test_a_block_holds_one_table_and_takes_the_heading_and_title_above_it(self, client, draft):
        form = form_of(client, draft)
        for body in (FEES + FEES, f"{FEES}<p>After</p>", f"<p>One</p><p>Two</p>{FEES}"):
            refused = save(client, draft, with_block(form, "table", body=body))
            assert "This section can hold only one table." in refused.text
        titled = f"<h3>Our fees</h3><p>Fees <strong>&amp;</strong> more</p>{FEES}"
        typed = with_block(form, "table", heading="Typed before", body=titled)
        assert "This section can hold only one table." in save(client, draft, typed).text
        assert save(client, draft, with_block(form, "table", body=titled)).status_code == 302
        stored = Section.objects.get(kind="table")
        assert (stored.body, stored.data) == (FEES, {"caption": "Fees & more"})
        assert stored.heading == "Our fees"

    def test_what_was_copied_as_plain_text_comes_back_as_a_table(self, client, draft):
        path = "/admin/pages/revision/pasted/"
        assert client.post(path, {"text": SHEET}).text == clean_paste(from_tabs(SHEET))
        assert client.post(path, {"text": "One\ttwo\nthree"}).text == ""

    def test_cells_are_found_and_described_as_words_of_their_own(self, client, draft):
        body = table([("Visit", "Price")], ("Firstly", "Secondly"))
        form = with_block(form_of(client, draft), "text", heading="Fees", body=body)
        assert save(client, draft, form, do="publish").status_code == 302
        for word in ("Firstly", "Secondly"):
            assert "/a-page/" in client.get("/search/", {"q": word}).text
        page = client.get("/a-page/").text
        assert "css/tables" in page
        assert 'data-name="Price">Secondly</td>' in page

    def test_advice_asks_for_a_header_row_and_takes_no_cell_for_a_heading(self, draft):
        def about(body):
            sections = [Section(heading="Fees", body=body)]
            return [one.words for one in advise(draft, sections) if "Fees" in one.part]

        bold = table([], ("<strong>Visit</strong>", "<strong>Price</strong>"), ("First", "$140"))
        (found,) = about(bold)
        assert found.startswith("This table has no header row")
        assert about(FEES) == []


def form_of_kind(client, draft, kind):
    """The text that a new section of this kind begins with."""
    page = client.get(draft.get_admin_url()).text
    template = page.split(f'data-new="{kind}"')[1].split("</template>")[0]
    return unescape(template.split("<textarea")[1].split(">", 1)[1].split("</textarea>")[0]).strip()
