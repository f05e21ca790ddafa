"""What is pasted into a section's text is cleaned, and keeps its meaning."""

import re
from html.parser import HTMLParser
from urllib.parse import unquote

import html5lib
import pytest
from django_prose_editor.fields import create_sanitizer
from hypothesis import given, settings
from hypothesis import strategies as st

from clinic_site.seed_content import PAGES
from pages.models import Section
from pages.text.pasted import clean, clean_paste, cleaned_paste
from pages.text.pasted.links import address
from pages.text.rich_text import EXTENSIONS
from tests import make

HOSTILE = {
    "<script>alert(1)</script>Words": "<p>Words</p>",
    "<SCRIPT SRC=//example.com/x.js></SCRIPT >Words": "<p>Words</p>",
    "<img src=x onerror=alert(1)>Words": "<p>Words</p>",
    '<p onclick="alert(1)" onmouseover=alert(1)>Words</p>': "<p>Words</p>",
    "<svg onload=alert(1)><p>x</p></svg>Words": "<p>Words</p>",
    "<math><mtext><table><mglyph><style><img src onerror=alert(1)></math>Words": "",
    "<svg></p><style><a id='</style><img src=1 onerror=alert(1)>'></svg>Words": ("<p>Words</p>"),
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>Words": "<p>'&gt;Words</p>",
    '<a href="javascript:alert(1)">Words</a>': "<p>Words</p>",
    '<a href="JaVa&#x09;ScRiPt&colon;alert(1)">Words</a>': "<p>Words</p>",
    '<a href=" \x01javascript:alert(1)">Words</a>': "<p>Words</p>",
    '<a href="java\nscript:alert(1)">Words</a>': "<p>Words</p>",
    '<a href="data:text/html,<script>alert(1)</script>">Words</a>': "<p>Words</p>",
    '<a href="vbscript:msgbox(1)">Words</a>': "<p>Words</p>",
    '<a href="file:///C:/plan.docx">Words</a>': "<p>Words</p>",
    r'<a href="\\example.com\share">Words</a>': "<p>Words</p>",
    '<a href="https://[">Words</a>': "<p>Words</p>",
    '<a href="//example.com/" target="_blank" style="x" id="cookie" name="body">Words</a>': (
        '<p><a href="https://example.com/">Words</a></p>'
    ),
    "<iframe src=//example.com>inner</iframe>Words": "<p>Words</p>",
    '<meta http-equiv="refresh" content="0;url=//example.com">Words': "<p>Words</p>",
    "<base href=//example.com/>Words": "<p>Words</p>",
    "<link rel=stylesheet href=//example.com/x.css>Words": "<p>Words</p>",
    "<style>body{display:none}</style>Words": "<p>Words</p>",
    "<object data=x><embed src=x></object>Words": "<p>Words</p>",
    "<form action=//example.com><input name=q value=x><button>Go</button></form>": "<p>Go</p>",
    "<select><option>One</select><textarea>two</textarea>Words": "<p>Words</p>",
    "<template><b>x</b></template>Words": "<p>Words</p>",
    "<!-- a comment --><!--><b>Words</b>": "<p><strong>Words</strong></p>",
    "<![CDATA[<script>]]>Words": "<p>]]&gt;Words</p>",
    "Words<!-- never closed <p>x</p>": "<p>Words</p>",
    'Words<p title="never closed <b>x</b>': "<p>Words</p>",
    "Wo\0r\x08d\x1bs": "<p>Words</p>",
    "W\u202eo\u2066r\u200bd\ufeffs": "<p>Words</p>",
    "&#0;&#x202e;&#xd800;Words": "<p>\ufffd\ufffdWords</p>",
    "&#" + "9" * 5000 + ";Words": "<p>Words</p>",
    "&lt;script&gt;alert(1)&lt;/script&gt;": "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>",
    "<p>One<p>two<b>three": "<p>One</p><p>two<strong>three</strong></p>",
    "</p></ul></div></a></b>Words": "<p>Words</p>",
    "<plaintext>x": "",
    "<marquee>Words</marquee><blink> and more</blink>": "<p>Words and more</p>",
}
WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><meta name=Generator
content="Microsoft Word 15"><style><!-- p.MsoNormal {mso-style-parent:""} --></style>
<!--[if gte mso 9]><xml><w:WordDocument></w:WordDocument></xml><![endif]--></head>
<body lang=EN-CA style='tab-interval:36.0pt'><!--StartFragment-->
<h1 style='margin:0'><b><span lang=EN-US style='font-size:16.0pt'>Before your
visit<o:p></o:p></span></b></h1>
<p class=MsoNormal><span style='font-family:"Calibri",sans-serif'>Wear <b
style='mso-bidi-font-weight:normal'>loose</b> clothes.<o:p></o:p></span></p>
<p class=MsoNormal><o:p>&nbsp;</o:p></p>
<p class=MsoListParagraphCxSpFirst style='text-indent:-18.0pt;mso-list:l0 level1 lfo1'>
<![if !supportLists]><span style='font-family:Symbol'><span style='mso-list:Ignore'>·<span
style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp;&nbsp;&nbsp; </span></span></span><![endif]>Your
health card</p>
<p class=MsoListParagraphCxSpMiddle style='mso-list:l0 level2 lfo1'><![if !supportLists]><span
style='mso-list:Ignore'>1.<span>&nbsp;&nbsp; </span></span><![endif]>the new one</p>
<p class=MsoListParagraphCxSpLast style='mso-list:l0 level1 lfo1'><![if !supportLists]><span
style='mso-list:Ignore'>·<span>&nbsp; </span></span><![endif]>A list of medicines<span
class=MsoCommentReference><a class=msocomanchor href="#_msocom_1">[A1]</a></span></p>
<!--EndFragment--></body></html>"""
DOCS = """<meta charset='utf-8'><b style="font-weight:normal;" id="docs-internal-guid-4f6e">
<h2 dir="ltr" style="line-height:1.38"><span style="font-size:16pt;font-weight:400">Needles</span>
</h2><p dir="ltr"><span style="font-weight:400">They are </span><span
style="font-weight:700;font-style:italic">thin</span><span style="font-weight:400">.</span></p><br>
<ul style="margin-top:0"><li dir="ltr" aria-level="1"><p dir="ltr" role="presentation"><span>solid
</span></p></li><ul><li aria-level="2"><p><span>steel</span></p></li></ul><li><p><span>sterile
</span></p></li></ul></b><br class="Apple-interchange-newline">"""
OUTLOOK = """<div dir="ltr"><div class="elementToProof" style="font-family:Aptos">Dear all,</div>
<div><br></div><div>Please read <a
href="https://can01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fwww.example.com
%2Fims%3Fa%3D1&amp;data=05%7C02%7Csample%40example.com"
data-auth="NotApplicable">
this&nbsp;page</a>.<br><br>Thanks</div></div>"""
WORD_ONLINE = """<div class="ListContainerWrapper"><ol class="NumberListStyle1" start="1"><li
class="OutlineElement"><p class="Paragraph"><span class="TextRun"><span>Rest</span></span><span
class="EOP">&nbsp;</span></p></li></ol></div><div class="ListContainerWrapper"><ol start="2"><li><p>
<span>Drink water</span></p></li></ol></div>"""
ORDINARY = {
    WORD: (
        "<h3>Before your visit</h3><p>Wear <strong>loose</strong> clothes.</p>"
        "<ul><li>Your health card<ol><li>the new one</li></ol></li>"
        "<li>A list of medicines</li></ul>"
    ),
    DOCS: (
        "<h3>Needles</h3><p>They are <strong><em>thin</em></strong>.</p>"
        "<ul><li>solid<ul><li>steel</li></ul></li><li>sterile</li></ul>"
    ),
    OUTLOOK: (
        '<p>Dear all,</p><p>Please read <a href="https://www.example.com/ims?a=1">this page'
        "</a>.</p><p>Thanks</p>"
    ),
    WORD_ONLINE: "<ol><li>Rest</li><li>Drink water</li></ol>",
    "<h1>One</h1><h2>Two</h2><h3>Three</h3><h4>Four</h4><h6>Six</h6>": (
        "<h3>One</h3><h3>Two</h3><h3>Three</h3><h4>Four</h4><h4>Six</h4>"
    ),
    "<table><tr><th>Day</th><th>Open</th></tr><tr><td><p>Monday</p></td><td><p>9 to 5</p></td></tr>"
    "</table>After": (
        "<table><thead><tr><th>Day</th><th>Open</th></tr></thead>"
        "<tbody><tr><td>Monday</td><td>9 to 5</td></tr></tbody></table><p>After</p>"
    ),
    "<table><tr><td><p>One</p><p>Two</p></td></tr></table>": "<p>One</p><p>Two</p>",
    "<div>One<div>two</div>three</div>": "<p>One</p><p>two</p><p>three</p>",
    "One<br><br>two<br>three<br>": "<p>One</p><p>two<br>three</p>",
    "<p> One \n two&nbsp; &nbsp;three 400&nbsp;% </p>": "<p>One two three 400&nbsp;%</p>",
    "<p><b>One </b>two<b> three</b></p>": (
        "<p><strong>One</strong> two <strong>three</strong></p>"
    ),
    "<pre>One\ntwo</pre>": "<p>One<br>two</p>",
    "<dl><dt>One</dt><dd>two</dd></dl>": "<p>One</p><p>two</p>",
    "<li>One<li>two": "<ul><li>One</li><li>two</li></ul>",
    "<ul><li><ul><li>One</li></ul></li><li></li></ul>": "<ul><li>One</li></ul>",
    "<p></p><h3> </h3><ul><li><p></p></li></ul><blockquote></blockquote>": "",
    "<blockquote>One<h3>two</h3></blockquote>": "<blockquote><p>One</p><p>two</p></blockquote>",
    '<p><a href="/ims/#how">One</a> <a href="tel:+14164771101">two</a></p>': (
        '<p><a href="/ims/#how">One</a> <a href="tel:+14164771101">two</a></p>'
    ),
    '<a href="tel:+1 (416) 555-0123">One</a> <a href="tel:+44%20(0)20 5550123 ext. 7">two</a>': (
        '<p><a href="tel:+14165550123">One</a> <a href="tel:+44205550123;ext=7">two</a></p>'
    ),
    '<a href="tel:reception">One</a>': "<p>One</p>",
    '<a href="https://can01.safelinks.protection.outlook.com/?url=mailto%3Ainfo%40example.com">One'
    "</a>": '<p><a href="mailto:info@example.com">One</a></p>',
    '<a href="https://www.google.com/url?q=javascript:alert(1)">One</a>': (
        '<p><a href="https://www.google.com/url?q=javascript:alert(1)">One</a></p>'
    ),
    "<ol><li>One<li>two<li value=4>four<li value=5>five</ol>": (
        '<ol><li>One</li><li>two</li></ol><ol start="4"><li>four</li><li>five</li></ol>'
    ),
    "<p style='mso-list:l0 level1'><span style='mso-list:Ignore'>b)</span>Two</p><p>Between</p>"
    "<p style='mso-list:l0 level1'><span style='mso-list:Ignore'>c)</span>Three</p><p>Between</p>"
    "<p style='mso-list:l1 level1'><span style='mso-list:Ignore'>iv.</span>Four</p>": (
        '<ol start="2"><li>Two</li></ol><p>Between</p><ol start="3"><li>Three</li></ol>'
        '<p>Between</p><ol start="4"><li>Four</li></ol>'
    ),
    "<div style='font-size:0'>x<p style='font-size:13px'>Words</p>x</div>After": (
        "<p>Words</p><p>After</p>"
    ),
    "<p style='font-size:0.0pt'>x<p>Words <span style='font-size:0.6em'>small": (
        "<p>Words small</p>"
    ),
    '<ol start="4"><li>Four</li></ol>': '<ol start="4"><li>Four</li></ol>',
    "<p>10<sup>2</sup> and 10<sup>−3</sup>, H<sub>2</sub>O": "<p>10² and 10⁻³, H₂O</p>",
    "<p>e<sup>x</sup>, C<sub>max</sub>": "<p>e^(x), C max</p>",
    "<p>1<sup>st</sup> Brand<sup>®</sup> note<sup>[1]</sup>": "<p>1st Brand® note[1]</p>",
    "<p>10<span style='font-size:0.6em;vertical-align:super'><b>2</b></span> m": (
        "<p>10<strong>²</strong> m</p>"
    ),
    "<p>Do <s>not </s>eat <del>3</del><ins>5</ins> hours": "<p>Do eat 5 hours</p>",
    "<p>Take<strike> one </strike>two<s> or three</s>, please": "<p>Take two, please</p>",
    "<p><span style='text-decoration:line-through'>Old</span> new": "<p>new</p>",
    "<table><tr><td></td><th>Mon</th><th>Tue</th></tr><tr><th>Dr A<td> <td>9 to 5</tr>"
    "<tr><th>Dr B<td>9 to 5<td>&nbsp;</td></tr><tr><td></td><td></td></tr></table>After": (
        "<table><thead><tr><th></th><th>Mon</th><th>Tue</th></tr></thead><tbody>"
        "<tr><th>Dr A</th><td></td><td>9 to 5</td></tr>"
        "<tr><th>Dr B</th><td>9 to 5</td><td></td></tr></tbody></table><p>After</p>"
    ),
    '<p><img alt="✅"> Yes <img alt="x"><img alt="*"><img alt="A chart"><img> No': (
        "<p>✅ Yes No</p>"
    ),
    "<p>a<s> b</s>&#x200b;c": "<p>a c</p>",
    "<p>He said <q>no</q>.</q>": "<p>He said “no”.</p>",
    "<p hidden>x</p><p style='visibility: hidden'>x</p>Words": "<p>Words</p>",
    "5 < 6 & 7 > 3": "<p>5 &lt; 6 &amp; 7 &gt; 3</p>",
}
LOOKS_LIKE_A_LIST = {
    "<p>·&nbsp;&nbsp;&nbsp; One</p><p>• Two</p>": "<ul><li>One</li><li>Two</li></ul>",
    "<p>1.&nbsp;&nbsp; One</p><p>2) Two</p>": "<ol><li>One</li><li>Two</li></ol>",
    "<p>- <b>One</b><br>- Two</p>": "<ul><li><strong>One</strong></li><li>Two</li></ul>",
    "<p>2. Alone</p><p>- a dash</p>": "<p>2. Alone</p><p>- a dash</p>",
    "<p>1. One</p><p>1. One again</p>": "<p>1. One</p><p>1. One again</p>",
    "<p><span style='font-family:Wingdings'>§<span style='font:7pt Arial'>&nbsp; </span></span>"
    "One</p>": "<ul><li>One</li></ul>",
    "<p><font face=Symbol>§</font> One</p>": "<ul><li>One</li></ul>",
    "<p>§ 5 of the Act says</p>": "<p>§ 5 of the Act says</p>",
}
TYPED = [
    "<p>§ 5 of the Act says</p>",
    "<p>• One</p><p>• Two</p>",
    "<p>– No.</p><p>– Yes.</p>",
    "<p>- One<br>- Two</p>",
    "<p>1. May 2026 we moved.</p><p>2. June 2026 we opened.</p>",
    "<blockquote><p>– No.</p><p>– Yes.</p></blockquote>",
]
EDITOR = (
    "<h3>One</h3><p>Words <strong>strong <em>both</em></strong><br>next "
    '<a rel="noopener noreferrer nofollow" href="/ims/?a=1&amp;b=2" title="A title">a link</a></p>'
    "<ul><li><p>One</p><ul><li><p>Deep</p></li></ul></li><li><p>Two</p><p>More</p></li></ul>"
    '<ol start="3"><li><p>Three</p></li></ol><blockquote><p>A quote</p></blockquote><p></p>'
)
WORDS = st.text(alphabet="ab1.)·- \n\xa0<>&;\"'", max_size=8)
TAGS = st.sampled_from(
    [
        *("p", "div", "h1", "h3", "h4", "h6", "ul", "ol", "li", "blockquote", "b", "strong", "i"),
        *(
            "em",
            "a",
            "span",
            *("table", "table role=none", "caption", "thead", "tr", "td", "td colspan=2"),
            *("td rowspan=2", "td", "th"),
            "br",
            "script",
            "svg",
            "pre",
            "o:p",
            "body",
            *("sup", "sub", "del", "q"),
        ),
    ]
)
ATTRIBUTES = st.sampled_from(
    [
        *("", " href=/x/", " href='https://example.com/?a=1&b=\"2'", " href=javascript:x"),
        *(" style='font-weight:700'", " style='mso-list:l0 level2'", " title='a<b>\"c'"),
        *(
            " style='mso-list:Ignore'",
            " start=3",
            " value=4",
            " style='font-size:0'",
            " start='",
            " style='display:none'",
            "/",
        ),
    ]
)
MARKUP = st.lists(
    st.one_of(
        WORDS,
        st.builds("<{}{}>".format, TAGS, ATTRIBUTES),
        st.builds("</{}>".format, TAGS),
    ),
    max_size=25,
).map("".join)


class Tags(HTMLParser):
    def __init__(self, html):
        super().__init__()
        self.found = set()
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        self.found.add((tag, *(name for name, _ in attributes)))


ALLOWED = {
    *(("p",), ("h3",), ("h4",), ("ul",), ("ol",), ("ol", "start"), ("li",), ("blockquote",)),
    *(("strong",), ("em",), ("br",), ("a", "href"), ("a", "href", "title")),
    *(("table",), ("thead",), ("tbody",), ("tr",), ("th",), ("td",)),
}


@pytest.mark.parametrize(("pasted", "kept"), HOSTILE.items())
def test_what_could_do_harm_is_taken_out(pasted, kept):
    assert clean(pasted) == kept


@pytest.mark.parametrize(("pasted", "kept"), ORDINARY.items())
def test_what_word_and_others_add_is_taken_out(pasted, kept):
    assert clean_paste(pasted) == clean(pasted) == kept


@pytest.mark.parametrize(("pasted", "kept"), LOOKS_LIKE_A_LIST.items())
def test_pasted_paragraphs_that_stand_for_a_list_are_one(pasted, kept):
    assert clean_paste(pasted) == clean(kept) == kept


@pytest.mark.parametrize("target", ["#fn1", "#cite_note-1", "#sdfootnote1sym", "#heading=h.1"])
def test_links_within_another_text_are_words_when_pasted(target):
    link = f'<p>Words<a href="{target}">1</a></p>'
    assert clean_paste(link) == "<p>Words1</p>"
    assert clean(link) == link  # in the editor, somebody may link to a section of this page


N = "\xa0"
BY_A_TYPOGRAPHER = [
    *(f"400{N}%", f"5{N}cm", f"30{N}minutes", f"6:00{N}PM", f"6{N}a.m.", f"10{N}000 steps"),
    *(f"Dr.{N}Gunn", f"C.{N}Gunn", f"Mme{N}Roy", f"December{N}1", f"1{N}May", f"Suite{N}200"),
    *(f"(416){N}477-1101", f"416{N}477-1101", f"M5S{N}1B2", f"p.{N}5", f"Step{N}2", f"${N}90"),
    *(f"Ça va{N}?", f"«{N}Oui{N}»", f"Note{N}: ici", "Ça va\u202f?", f"Rest{N}– then walk"),
]


@pytest.mark.parametrize("cleaning", [clean, clean_paste])
@pytest.mark.parametrize("text", BY_A_TYPOGRAPHER)
def test_a_no_break_space_stays_where_a_typographer_means_one(cleaning, text):
    kept = text.replace(N, "&nbsp;")
    assert cleaning(f"<p>{kept}</p>") in (f"<p>{text}</p>", f"<p>{kept}</p>")
    spaced = f"<p>We say {text} here</p>"
    joined = spaced.replace(" ", N).replace(f"<p{N}>", "<p>")
    again = cleaning(joined).replace("&nbsp;", N)
    assert text.replace("\u202f", N) in again.replace("\u202f", N)


@pytest.mark.parametrize("cleaning", [clean, clean_paste])
@pytest.mark.parametrize(
    "joined",
    [
        f"We{N}treat{N}lasting{N}pain",
        f"We {N}treat{N} lasting{N}{N}pain",
        f"We{N}<b>treat</b>{N}lasting\u202fpain",
        f"We<span>{N}</span>treat\u2007lasting pain",
        "We&nbsp;treat&#160;lasting&#xa0;pain",
    ],
)
def test_words_joined_by_no_break_spaces_have_plain_ones(cleaning, joined):
    words = re.sub("</?strong>", "", cleaning(f"<p>{joined}</p>"))
    assert words == "<p>We treat lasting pain</p>"


def sliced(html, mark="0 0 []"):
    """As an editor of the family puts it on the clipboard, and a browser around it."""
    return f"<meta charset='utf-8'>{html.replace('>', f' data-pm-slice={mark!r}>', 1)}"


OTHER_EDITORS = {
    "<h1>Title</h1><p>Words</p>": "<h3>Title</h3><p>Words</p>",
    "<table><tbody><tr><td><p>One</p></td><td><p>Two</p></td></tr></tbody></table>": (
        "<table><tbody><tr><td>One</td><td>Two</td></tr></tbody></table>"
    ),
    '<p class="x">1. One</p><p>2. Two</p>': "<ol><li>One</li><li>Two</li></ol>",
    '<ul data-type="taskList"><li data-checked="true"><label><input type="checkbox"></label>'
    "<div><p>Rest</p></div></li></ul>": "<ul><li>Rest</li></ul>",
    '<p><script>x</script><a href="javascript:x">Words</a></p>': "<p>Words</p>",
}


@pytest.mark.parametrize(("html", "kept"), OTHER_EDITORS.items())
def test_what_another_editor_of_the_family_wrote_is_cleaned_too(html, kept):
    assert clean_paste(sliced(html)) == clean_paste(html) == kept


@pytest.mark.parametrize("typed", [*TYPED, EDITOR, '<p><a href="#how">How</a></p>'])
def test_what_our_editor_wrote_comes_back_as_it_was(typed):
    assert clean_paste(sliced(typed)) == clean(typed)


@pytest.mark.parametrize(
    ("pasted", "about"),
    [
        ("<p>One <img src='x.png'></p>", "Left out: 1 image (upload it under “Image”)."),
        ("<img src=a><img src=b>Words", "Left out: 2 images (upload them under “Image”)."),
        ("<svg><path d=''/></svg>", "Left out: 1 image (upload it under “Image”)."),
        ("<iframe src=//example.com></iframe>", "Left out: 1 video or other embedded item."),
        ("<video controls></video>", "Left out: 1 video or other embedded item."),
        ("<a href='file:///x'>Words</a>", "1 link that can't be used here (its words are kept)."),
        ("Eat <s>three</s> five", "Left out: text that was struck through."),
        ("<li>x<table><tr><td>One<td>Two</table>", "a list or a quotation, so each of its rows is"),
        ("<table><tr><td colspan=2>A<td>B<tr><td>c<td>d<td>e</table>", "Merged cells were split"),
        ("<input name=x><select><option>x</select>", "Left out: 2 form fields."),
    ],
)
def test_what_is_left_out_of_a_paste_is_said(pasted, about):
    assert about in cleaned_paste(pasted).about


@pytest.mark.parametrize(
    "pasted",
    [
        *(WORD, DOCS, OUTLOOK, WORD_ONLINE, "<p style='color:red'>Words</p>", "<p>✅</p>"),
        *('<img alt="✅">', "<img width=1 height=1 src=x>", "<table><tr><td>One</table>"),
        *("<s> </s>", "<svg aria-hidden=true></svg>", "<input type=hidden>", "<a name=x>One</a>"),
    ],
)
def test_nothing_is_said_where_nothing_is_lost(pasted):
    assert cleaned_paste(pasted).about == ""


KNOWN = {"/", "/book/", "/ims/"}
MEANT = {
    "www.example.org": "https://www.example.org",
    "example.org/a?b=1#c": "https://example.org/a?b=1#c",
    "Example.Org.": "https://Example.Org",
    "https:/example.org": "https://example.org",
    "//example.org/x": "https://example.org/x",
    " <https://example.org/> ": "https://example.org/",
    "reception@example.org": "mailto:reception@example.org",
    "mailto: reception@example.org": "mailto:reception@example.org",
    "(416) 477-1101": "tel:+14164771101",
    "+1\xa0416\xa0477‑1101": "tel:+14164771101",
    "416 477 1101 ext. 5": "tel:+14164771101;ext=5",
    "tel:416-477-1101": "tel:+14164771101",
    "book": "/book/",
    "/book": "/book/",
    "Book/": "/book/",
    "./ims#how": "/ims/#how",
    "/": "/",
    "#how": "#how",
    "/nowhere/": "/nowhere/",
    "https://example.org/a b": "https://example.org/a%20b",
}
REFUSED = [
    *("javascript:alert(1)", "JavaScript:x", "java\nscript:x", "data:text/html,x", "vbscript:x"),
    *("file:///C:/x", "ftp://example.org", "sms:+14165550123", "our team", "nowhere", "x.html"),
    *("https://", "https://exa mple.org/", "https://a:b@example.org/", "mailto:nobody", "#", ""),
    *("12", "2026-12-01", "www.example", "a@b", "localhost:8000", r"\\example.org\x", "htp://x.y"),
]


@pytest.mark.parametrize(("typed", "meant"), MEANT.items())
def test_an_address_is_completed_as_it_was_meant(typed, meant):
    assert address(typed, KNOWN) == meant
    assert address(meant, KNOWN) == meant


@pytest.mark.parametrize("typed", REFUSED)
def test_an_address_that_leads_nowhere_is_refused(typed):
    assert address(typed, KNOWN) == ""


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("One\n\nTwo", "<p>One</p><p>Two</p>"),
        ("One\r\n \r\n\r\nTwo", "<p>One</p><p>Two</p>"),
        ("One\nTwo", "<p>One<br>Two</p>"),
        ("<b>One</b>\n\n<i>Two</i>", "<p><strong>One</strong></p><p><em>Two</em></p>"),
        ("<p>One\n\nTwo</p>", "<p>One</p><p>Two</p>"),
        ("<p>One</p>\n\nTwo", "<p>One</p><p>Two</p>"),
        ("<p>One\ntwo</p>", "<p>One two</p>"),
        ("<ul>\n\n<li>One</li>\n\n<li>Two</li>\n</ul>", "<ul><li>One</li><li>Two</li></ul>"),
    ],
)
def test_blank_lines_of_what_was_typed_make_paragraphs(typed, stored):
    assert clean(typed) == clean(stored) == stored


@pytest.mark.parametrize("typed", TYPED)
def test_what_somebody_typed_is_never_made_a_list(typed):
    assert field().clean(typed) == Section._meta.get_field("body").clean(typed, None) == typed


@pytest.mark.parametrize("kept", [*HOSTILE.values(), *ORDINARY.values()])
def test_what_is_clean_stays_as_it_is(kept):
    assert clean(kept) == kept


@pytest.mark.parametrize("cleaning", [clean, clean_paste])
@given(markup=MARKUP)
@settings(max_examples=400, deadline=None)
def test_any_text_is_clean_after_one_cleaning(cleaning, markup):
    once = cleaning(markup)
    assert cleaning(once) == clean(once) == once
    assert Tags(once).found <= ALLOWED
    page = f"<!DOCTYPE html><title>x</title><section><h2>x</h2>{once}</section>"
    html5lib.HTMLParser(strict=True).parse(page)


def test_what_the_editor_writes_is_stored_the_same_each_time():
    stored = clean(EDITOR)
    assert stored == (
        "<h3>One</h3><p>Words <strong>strong <em>both</em></strong><br>next "
        '<a href="/ims/?a=1&amp;b=2" title="A title">a link</a></p>'
        "<ul><li>One<ul><li>Deep</li></ul></li><li><p>Two</p><p>More</p></li></ul>"
        '<ol start="3"><li>Three</li></ol><blockquote><p>A quote</p></blockquote>'
    )
    assert clean(stored.replace("<li>One", "<li><p>One</p>")) == stored


def test_the_editor_offers_what_the_server_keeps():
    by_the_editor = create_sanitizer(EXTENSIONS)
    for kept in (clean(EDITOR), *ORDINARY.values()):
        assert by_the_editor(kept) == kept


def test_the_words_that_the_site_starts_with_are_clean():
    for page in PAGES:
        for section in page["sections"]:
            body = section.get("body", "")  # cards have none
            assert clean(body) == body


@pytest.mark.parametrize(
    "again",
    [
        *(
            "<blockquote>",
            "<ul><li>",
            "<b>",
            "<a href=x>",
            "<a '",
            "<!--",
            "<",
            "&#",
            "<a =",
            "<td>x",
            "<table>",
            "<table><td>x",
            "<tr>",
            "<table><tr><td rowspan=999 colspan=999>x",
        ),
        *(
            "<script",
            "<svg>",
            "1. ",
            "- ",
            "<br>",
            " \xa0",
            "<p>1. a",
            "<p style='mso-list:x level9'>a",
        ),
    ],
)
def test_each_text_is_read_once_however_long_it_is(again):
    """No clock: what reads it again and again does not come back for minutes."""
    cleaned = clean_paste(again * 20_000)
    assert clean(cleaned) == cleaned


def test_many_open_marks_do_not_multiply():
    marks = "".join(f"<b id={number}>" for number in range(2000))
    assert len(clean(marks + "<p>x" * 2000)) < 100_000


def field():
    return Section._meta.get_field("body").formfield()


def test_the_length_counts_after_cleaning_and_nothing_is_cut():
    assert (
        field().clean("<p style='x'>" + "a" * 19_993 + "<o:p></o:p></p>")
        == f"<p>{'a' * 19_993}</p>"
    )
    with pytest.raises(Exception, match="This text has 20001 characters"):
        field().clean("a" * 19_994)
    assert "maxlength" not in field().widget.attrs


def test_a_text_of_nothing_but_clutter_is_empty():
    assert field().clean("<p>&nbsp;</p><script>x</script>") == ""


def test_a_text_cleaned_to_what_it_was_is_no_change():
    assert not field().has_changed("<ul><li>One</li></ul>", "<ul><li><p>One</p></li></ul>")
    assert field().has_changed("<p>One</p>", "<p>Two</p>")


@pytest.mark.django_db
def test_the_editor_asks_the_server_to_clean_what_is_pasted(client):
    path = "/admin/pages/revision/pasted/"
    client.force_login(make.staff("Editors"))
    answer = client.post(path, {"html": "<h1 style='x'>One<script>x</script></h1><p>• Two"})
    assert answer.text == "<h3>One</h3><ul><li>Two</li></ul>"
    assert answer["Content-Type"] == "text/plain"
    assert "no-store" in answer["Cache-Control"]
    assert client.post(path).text == ""
    assert client.get(path).status_code == 405
    client.force_login(make.staff("Reception", "sample-reception"))
    assert client.post(path, {"html": "x"}).status_code == 403


@pytest.mark.django_db
def test_the_editor_is_told_what_was_left_out(client):
    client.force_login(make.staff("Editors"))
    answer = client.post("/admin/pages/revision/pasted/", {"html": "One <img src=x>"})
    assert unquote(answer["X-Left-Out"]) == "Left out: 1 image (upload it under “Image”)."


@pytest.mark.django_db
def test_the_editor_asks_the_server_where_a_link_leads(client):
    path = "/admin/pages/revision/link/"
    make.page("ims")
    client.force_login(make.staff("Editors"))
    assert client.post(path, {"href": "ims"}).text == "/ims/"
    refused = client.post(path, {"href": "javascript:x"})
    assert refused.status_code == 422
    assert refused.text.startswith("“javascript:x” can't be used for a link. Enter a web address")
    assert client.get(path).status_code == 405
    client.force_login(make.staff("Reception", "sample-reception"))
    assert client.post(path, {"href": "ims"}).status_code == 403
