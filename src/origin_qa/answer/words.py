"""Words that questions are made of and that say nothing of their subject, in the five languages."""

import re
from collections.abc import Mapping, Sequence
from functools import cache

from origin_qa.attributes import attributes, fold

_FUNCTION_WORDS: Mapping[str, frozenset[str]] = {
    "en": frozenset(
        """
        a an the of in on at to for from by with without since until during between per ago before after
        again about as into over under up down out off than then so too very and or but nor not no any
        some all each every other another same such only own just also even still yet ever is are was
        were be been being am do does did done doing have has had having can could will would shall
        should may might must let lets i you he she it we they me him her us them my your his its our
        their mine yours this that these those there here who whom whose which what when where why how
        if whether because while s t re ve ll d m dont doesnt isnt arent cant didnt wasnt werent
        hasnt havent hadnt wont wouldnt couldnt shouldnt mustnt aint many much lot lots please
        tell know want give show find get got say says said called named name kind sort thing things
        something anything one ones people person kinds sorts types type already pls plz thx thanks thank
        cheers hi hello hey
        """.split()
    ),
    "es": frozenset(
        """
        el la los las un una unos unas de del al en y o que quien quienes cual cuales cuando donde como
        cuanto cuanta cuantos cuantas por para con sin sobre es son esta estan fue ser hay su sus se lo
        le les vuestros vuestras ustedes tiene tienen desde hoy mas muy cada entre todos todas anos ano
        """.split()
    ),
    "de": frozenset(
        """
        der die das den dem des ein eine einen einem einer und oder wer was wann wo wie warum wieviel
        viele viel von vom zu zum zur mit ohne auf aus bei nach seit ist sind war wird werden hat haben
        es sie ihr ihre ihrer ihren eure euren gibt im am welche welcher welches welchem noch auch fur uber jahr
        heute euch ihnen
        """.split()
    ),
    "fr": frozenset(
        """
        le les un une des du au aux et ou qui que quoi quand comment combien pourquoi quel quelle quels
        quelles vos votre nos notre vous dans sur pour par avec sans est sont ont sa son ses leur leurs
        il elle ils elles on y depuis quest cette ce ces aujourdhui plus annee d l
        """.split()
    ),
    "pt": frozenset(
        """
        a o os as da um uma uns umas dos das no na nos nas ao e ou quem qual quais quando onde quanto quanta
        quantos quantas com sem sobre sao foi tem seu sua seus suas em que fica pela pelo hoje agora ano
        eles elas voces vcs
        """.split()
    ),
}

FUNCTION_WORDS = frozenset().union(*_FUNCTION_WORDS.values())
"""Folded words that carry no content of their own, in any of the languages."""

ABBREVIATIONS: Mapping[str, tuple[str, ...]] = {
    short: tuple(long.split())
    for short, long in {
        "avg": "average", "pct": "percent", "moq": "minimum order", "approx": "about",
        "temp": "temperature", "temps": "temperatures", "yr": "year", "yrs": "years", "mth": "month",
        "mths": "months", "mnths": "months", "hrs": "hours", "mins": "minutes", "qty": "quantity",
        "elev": "elevation", "vars": "varieties", "govt": "government",
        "n": "and", "cert": "certificate", "certs": "certificates", "nr": "number", "mbrs": "members",
        "mgr": "manager", "mgmt": "management", "prod": "production", "hq": "headquarters", "info": "information",
        "u": "you", "ur": "your", "whats": "what s", "whos": "who s", "wheres": "where s", "whens": "when s",
        "hows": "how s", "btw": "", "fyi": "", "asap": "", "hmm": "", "erm": "", "mny": "many",
        "meny": "many", "hav": "have", "wat": "what", "wot": "what", "wich": "which", "q": "question",
        "masl": "metres above sea level", "max": "maximum", "min": "minimum",
    }.items()
}  # fmt: skip
"""What short forms stand for that people type; nothing for those that say nothing."""

TOPIC_WORDS = frozenset(
    """
    coffee coffees bean beans cafe kaffee cup producer producers farmer farmers grower growers member members co op ops
    coop coops cooperative cooperatives organisation organization union association group shop origin origins
    """.split()
)
"""Words that any question in this shop may hold, so that they tell little about which sentence answers it."""

GENERAL_VERBS = frozenset(
    """
    make made use used go goes going went come came take taken bring brings work works start started belong belongs
    get gets got getting put puts set sets back date dates run runs keep keeps need needs
    stand stands deliver delivers join joined grow grows grown live lives happen happens look looks mean means
    cherry cherries parchment currently now today moment nowadays total altogether exactly roughly about inside within
    behind among contain contains contained include includes included
    """.split()
)
"""Words that a question may add to a fact without asking for anything else than that fact."""

LANGUAGES = frozenset(
    """
    english spanish german french portuguese italian dutch latin ingles espanol aleman frances englisch spanisch
    deutsch franzosisch anglais allemand alemao
    """.split()
)
"""What a word can be asked for in: with a capital, but no name of anybody."""

QUESTION_NOUNS = frozenset(
    "year years month months date time number figure figures percentage percent share amount reason place".split()
)
"""What a bare question may ask for (`since which year?`), which alone says nothing of its subject."""

ANAPHORA = frozenset("it its they them their theirs that this these those there he she his her him".split())
"""Pronouns that point back to an earlier question."""

STARTS_DANGLING = re.compile(
    r"^[“\"'‘(]*(?:This|That|These|Those|They|Their|Them|It|Its|He|She|His|Her|Such|Both|Then|Later|Hence|Thus"
    r"|(?:After|For|Because of|From|With|Through|By|In|Of|On|Besides) (?:this|that|these|those|it|them)"
    r"|As a result|Here|There (?!is|are|was|were)|However|But|And|So|Also|Instead|Therefore|The same|The other"
    r"|The first|The latter|One of them|Most of them|Some of them|Esta|Este|Estos|Estas|Ellos|Ellas|Diese|Dieser"
    r"|Cette|Ces|Ils|Elles|Esses|Essas)\b"
)
"""Openings that only make sense after the sentence before them."""


_ALSO: Mapping[str, frozenset[str]] = {
    "es": frozenset("a como si todo toda".split()),
    "de": frozenset("an in so aller alle".split()),
    "fr": frozenset("a de la en se si chez tous toutes tout entre pres lieu".split()),
    "pt": frozenset("de que por para como entre todos todas cada desde esta se mais muito onde".split()),
}
"""Function words that a language shares with another one's list, for telling which language it is."""


LABEL_VOTE = 0.5
"""What a word of a fact-sheet label counts: half a function word, so that no misspelt one decides alone."""


@cache
def _votes() -> Mapping[str, Mapping[str, float]]:
    """What each folded word says of its language: one vote, divided among the languages that have it."""
    function: dict[str, set[str]] = {}
    for language in _FUNCTION_WORDS:
        for word in _FUNCTION_WORDS[language] | _ALSO.get(language, frozenset()):
            function.setdefault(word, set()).add(language)
    labels: dict[str, set[str]] = {}
    for attribute in attributes().values():
        for language, wordings in attribute.labels.items():
            for word in fold(" ".join(wordings)).split():
                labels.setdefault(word, set()).add(language)
    shares = ((labels, LABEL_VOTE), (function, 1.0))
    return {
        word: dict.fromkeys(languages, weight / len(languages))
        for speakers, weight in shares
        for word, languages in speakers.items()
    }


_LETTERS: Mapping[str, str] = {"¿": "es", "¡": "es", "ñ": "es", "ß": "de", "ä": "de", "ã": "pt", "õ": "pt"}
"""Signs that only one of the languages writes; they count as much as a word of a label."""


def language_of(tokens: Sequence[str], text: str = "") -> str:
    """The language of a folded question; English in doubt. `text` is the question as it was written."""
    votes = dict.fromkeys(_FUNCTION_WORDS, 0.0)
    for language in {_LETTERS[letter] for letter in text.casefold() if letter in _LETTERS}:
        votes[language] += LABEL_VOTE
    for token in tokens:
        for language, vote in _votes().get(token, {}).items():
            votes[language] += vote
    best = max(votes, key=lambda language: votes[language])
    return best if votes[best] > max(votes["en"], LABEL_VOTE) else "en"
