"""A hundred texts that would set `window.xss` if a page took them for more than text.

Each is at least ten characters long, so that a word of the same length can stand in for it while a
corpus is read: `hostile` puts the text itself into its place afterwards, past every cleaning of
the readers, so that nothing but the pages themselves is left to keep it from running.
"""

import dataclasses
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from origin_qa.ingest.corpus import read_corpus
from origin_qa.settings import Settings
from origin_qa.types import Corpus

ELEMENTS = """
<script>xss=1</script>
<SCRIPT>xss=1</SCRIPT >
<script/x>xss=1</script>
<script src=data:,xss=1></script>
<script type=module>window.xss=1</script>
<scr<script>ipt>xss=1</scr</script>ipt>
<<script>xss=1//<</script>
<iframe srcdoc="<script>parent.xss=1</script>"></iframe>
<iframe src="javascript:parent.xss=1"></iframe>
<object data="javascript:parent.xss=1"></object>
<embed src="javascript:parent.xss=1">
<base href="javascript:xss=1//">
<meta http-equiv=refresh content="0;url=javascript:xss=1">
<link rel=stylesheet href="data:text/css,*{--xss:1}">
<template shadowrootmode=open><img src=x onerror=xss=1></template>
<noscript><p title="</noscript><img src=x onerror=xss=1>">
<xss-1 onfocus=xss=1 tabindex=1 autofocus></xss-1>
<form action="javascript:xss=1"><button autofocus>go</button></form>
<form id=x></form><button form=x formaction="javascript:xss=1">go</button>
<isindex type=image src=1 onerror=xss=1>
"""
EVENTS = """
<img src=x onerror=xss=1>
<img/src=x/onerror=xss=1>
<IMG SRC=x OnErRoR=xss=1>
<img src=x onerror="xss=1"//
<img src=x:x onerror=&#120;ss=1>
<image src=x onerror=xss=1>
<body onload=xss=1>
<body onpageshow=xss=1>
<input autofocus onfocus=xss=1>
<select autofocus onfocus=xss=1><option>1</select>
<textarea autofocus onfocus=xss=1>1</textarea>
<details open ontoggle=xss=1><summary>1</summary></details>
<video src=x onerror=xss=1></video>
<video><source onerror=xss=1></video>
<audio src=x onerror=xss=1></audio>
<marquee onstart=xss=1>1</marquee>
<p onanimationstart=xss=1 style="animation:rise 1s">1</p>
<p onpointerover=xss=1 style="position:fixed;inset:0">1</p>
<dialog open onbeforetoggle=xss=1 popover>1</dialog>
<p tabindex=0 onfocusin=xss=1 id=question autofocus>1</p>
"""
ATTRIBUTES = """
"><script>xss=1</script>
'><script>xss=1</script>
"><svg onload=xss=1>
" autofocus onfocus="xss=1
' autofocus onfocus='xss=1
" onerror=xss=1 src=x "
`autofocus onfocus=`xss=1`
"/onfocus="xss=1"/autofocus="
x" style="background:url(javascript:xss=1)" y="
" formaction="javascript:xss=1" x="
"\tonmouseenter\t=\t"xss=1" z="
&quot; autofocus onfocus=&quot;xss=1
&#34;&#62;&#60;img src=x onerror=xss=1&#62;
" srcdoc="<script>xss=1</script>" y="
"><a href="javascript:xss=1" autofocus>x</a>
"""
ADDRESSES = """
javascript:window.xss=1
JaVaScRiPt:window.xss=1
java\tscript:window.xss=1
\x01javascript:window.xss=1
javascript://origin.example/%0Axss=1
javascript&colon;window.xss=1
data:text/html,<script>opener.xss=1</script>
data:text/html;base64,PHNjcmlwdD54c3M9MTwvc2NyaXB0Pg==
vbscript:window.xss=1
//xss.example/xss.js
/\\xss.example/xss.js
../../xss?next=javascript:xss=1#<img src=x onerror=xss=1>
<a href="javascript:xss=1">x</a>
[xss](javascript:window.xss=1)
![xss](x"onerror="xss=1)
"""
FOREIGN = """
<svg onload=xss=1>
<svg/onload=xss=1>
<svg><script>xss=1</script></svg>
<svg><script href="data:,xss=1"/></svg>
<svg><animate onbegin=xss=1 attributeName=x dur=1s>
<svg><a><animate attributeName=href values="javascript:xss=1"/><text y=9>x</text></a></svg>
<svg><use href="data:image/svg+xml,<svg id=x onload=xss=1>#x"/></svg>
<svg><foreignObject><img src=x onerror=xss=1></foreignObject></svg>
<math><mi href="javascript:xss=1">x</mi></math>
<math><mtext><table><mglyph><style><img src=x onerror=xss=1></style></mglyph></table></mtext></math>
<svg></p><style><a id="</style><img src=x onerror=xss=1>">
<math><annotation-xml encoding="text/html"><img src=x onerror=xss=1></annotation-xml></math>
"""
BREAKOUTS = """
</textarea><script>xss=1</script>
</title><script>xss=1</script>
</script><script>xss=1</script>
</style><img src=x onerror=xss=1>
</template><img src=x onerror=xss=1>
--><img src=x onerror=xss=1><!--
]]><img src=x onerror=xss=1>
"}</script><img src=x onerror=xss=1>
";window.xss=1;//
<style>@import'data:text/css,*{--xss:1}';</style>
event: answer data: {"html":"<img src=x onerror=xss=1>"}
"""
TEMPLATES = """
{{7*7}}<!--xss-->
${7*7}{{constructor.constructor('xss=1')()}}
{% raw %}<script>xss=1</script>{% endraw %}
%3Cscript%3Exss=1%3C/script%3E
\uff1cscript\uff1exss=1\uff1c/script\uff1e
\\u003cimg src=x onerror=xss=1\\u003e
\u202e<img src=x onerror=xss=1>\u2066
"""

HOSTILE = tuple(
    line
    for group in (ELEMENTS, EVENTS, ATTRIBUTES, ADDRESSES, FOREIGN, BREAKOUTS, TEMPLATES)
    for line in group.strip("\n").split("\n")
)

NAMES = ("id", "path", "document", "documents", "producer")
"""Fields that hold what a file is called."""
WORD = re.compile(r"[Zz]q[a-d][a-z]q{6,}")

WORDS = tuple(
    f"zq{chr(97 + n // 26)}{chr(97 + n % 26)}".ljust(len(text), "q") for n, text in enumerate(HOSTILE)
)
"""A word for each text, of its length, which no text and no other word holds."""


def as_name(text: str) -> str:
    """The text as a file can be called, of the same length."""
    return text.replace("/", "∕").replace("\x01", "¤").replace("\t", " ")


def stand_ins(folder: Path) -> Corpus:
    """Reads a folder after writing a producer for each text, which is its name, title, address and prose.

    In place of the texts stand the words of `WORDS`; what else is in the folder is read along.
    """
    for word in WORDS:
        told = f"{word}\n\nName: {word}\nPort: {word}\nMembers: 640 {word}\nVarieties: {word}\n"
        told += f"\n{word} above the clouds\n\nThe people there say {word} and nothing else of it.\n"
        told += f"\n“We call it {word} and always did.”\n\n– {word.capitalize()} Quispe, keeper of {word}\n"
        (folder / f"{word}.txt").write_text(told, encoding="utf-8")
    read = read_corpus(folder, Settings())
    linked = (
        dataclasses.replace(d, url=d.title if WORD.fullmatch(d.title) else None) for d in read.documents
    )
    return dataclasses.replace(read, documents=tuple(linked))


def hostile(corpus: Corpus) -> Corpus:
    """The same corpus with the texts in the places of their words."""
    filled: Corpus = _filled(corpus, {word[:4]: text for word, text in zip(WORDS, HOSTILE, strict=True)}, "")
    return filled


def _filled(value: Any, texts: Mapping[str, str], field: str) -> Any:  # noqa: ANN401
    """The same value, the words in all of its strings replaced; names of files and producers stay names."""
    if isinstance(value, str):
        write = as_name if field in NAMES else str
        # Addresses of notes are cut to a length.
        return WORD.sub(lambda found: write(texts[found[0][:4].lower()])[: len(found[0])], value)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        parts = {each.name: getattr(value, each.name) for each in dataclasses.fields(value)}
        return dataclasses.replace(value, **{name: _filled(v, texts, name) for name, v in parts.items()})
    if type(value) is tuple:
        return tuple(_filled(each, texts, field) for each in value)
    return value
