"""How text speaks to the program that reads it, in five languages.

The patterns are narrow (an order about earlier instructions, a role given to "you", an order about
what to answer, a turn marker), because a false alarm loses a sentence of the producer's.
"""

import re

_RULES = r"(?:instructions?|rules?|prompts?|guidelines?|directions?|orders?|messages?|commands?|context)"
_EARLIER = r"(?:previous|prior|above|earlier|preceding|other|former|system|your|existing)"
_PROGRAM = r"(?:ai|llm|language model|chatbot|virtual assistant|ai assistant)"
_ROLE = (
    r"(?:\w*bot|assistant|ai|model|chatbot|agent|mode|dan|persona|pirate|expert|system|salesman|seller|"
    r"rules|filters)"
)
_ORDERED = r"(?:answer|reply|respond|say|state|output|return|print)"
_SHORT = r"[^.!?\n]{0,40}"

_ENGLISH = (
    rf"\b(?:ignore|disregard|forget|override|bypass)\b{_SHORT}\b{_EARLIER}\b[^.!?\n]{{0,25}}\b{_RULES}\b",
    rf"\b(?:ignore|disregard|forget|override)\s+(?:all|any|every|everything)\s+(?:\w+\s+){{0,2}}?{_RULES}\b",
    rf"\b(?:ignore|disregard|forget|override)\s+the\s+{_RULES}\s+(?:\w+\s+)?(?:above|before|earlier)\b",
    r"\b(?:ignore|disregard|forget)\s+everything\s+(?:above|before|you (?:were|have been) (?:told|taught|given))",
    rf"\b(?:do not|don[’']t|never|stop)\s+follow(?:ing)?\s+(?:\w+\s+){{0,2}}?(?:{_EARLIER}"
    rf"\s+{_RULES}|{_RULES}\s+(?:above|you))\b",
    rf"\byou are (?:now|no longer)\s+(?:an?|the|in|my|free|called|required|bound)\b{_SHORT}\b{_ROLE}\b",
    rf"\byou are now\s+[\w-]{{0,30}}bot\b|\bpretend (?:to be|that you are)\b{_SHORT}\b{_ROLE}\b",
    rf"\b(?:from now on|henceforth),?\s+(?:you (?:must|will|shall|should)\s+)?(?:always\s+|only"
    rf"\s+)?{_ORDERED}\b",
    rf"\b(?:when|whenever|if)\s+(?:you are\s+|someone\s+|anyone\s+|a customer\s+|customers\s+|a user"
    rf"\s+|users\s+|somebody\s+|anybody\s+)?"
    rf"asks?(?:ed)?\b[^.!?\n]{{0,60}},\s*(?:please\s+)?(?:always\s+|only"
    rf"\s+)?(?:{_ORDERED}|tell (?:them|him|her|the (?:user|customer)))\b",
    rf"\b(?:always|only|just)\s+(?:{_ORDERED})\s+(?:with|that|only)\b{_SHORT}"
    rf"\b(?:question|asked|prompt|user|customer)s?\b",
    rf"\b{_ORDERED}\s+(?:to\s+)?(?:every|each|all|any)\s+(?:of the\s+)?(?:questions?|prompts?|messages?)"
    rf"\s+with\b",
    # A sheet may well have a line "System: agroforestry".
    r"^\W{0,20}(?-i:SYSTEM|ASSISTANT|DEVELOPER)\b[^:\n]{0,20}:\s*\S",
    r"^\W{0,20}(?:system|assistant|developer)\s+(?:prompt|message|note|instruction|override|update)s?\W{0,4}:\s*\S",
    r"[\[<(#]{1,3}\s?(?:system|assistant|developer)(?:\s\w{1,20})?\s?[\]>)#]{1,3}",
    r"<\|?(?:im_start|im_end|system|endoftext|begin_of_text|start_header_id)\|?>|\[/?INST\]|<</?SYS>>",
    rf"\b{_PROGRAM}s?\b[^.!?\n]{{0,30}}\b(?:must|should|shall|please|are to|has to)\b"
    r"[^.!?\n]{0,20}\b(?:say|answer|reply|respond|tell|recommend|claim|state|output|ignore|mention)\b",
    rf"\b(?:if you are|to any|attention|note to(?: the)?|dear|"
    rf"(?:instructions?|message|orders?) (?:for|to)(?: the| any| all)?)\s+"
    rf"(?:an?\s+)?{_PROGRAM}s?\b",
    r"\b(?:reveal|print|repeat|show|output)\b[^.!?\n]{0,20}"
    r"\b(?:system prompt|your (?:instructions|prompt|rules))\b",
    r"\b(?:your|the)\s+(?:new|updated|real)\s+(?:instructions?|task|role)\s+(?:is|are)\b",
    r"\byour task is now to\b",
)
_SPANISH = (
    r"\b(?:ignora|olvida|omite|desoye|desatiende|ignore|olvide|omita)\b[^.!?\n]{0,30}"
    r"\b(?:instrucciones|reglas|órdenes|indicaciones)\b"
    r"[^.!?\n]{0,30}\b(?:anteriores|previas|arriba|recibidas)\b",
    r"\b(?:ignora|olvida|omite)\b[^.!?\n]{0,30}\b(?:instrucciones|reglas|órdenes)\b",
    r"\b(?:olvida|olvide|ignora|ignore)\s+(?:todo\s+)?lo que (?:te|le|se te|se le)"
    r"\s+(?:dij|han|indic|orden)\w*",
    r"\bno (?:sigas|siga|obedezcas|obedezca)\b[^.!?\n]{0,20}\b(?:instrucciones|reglas|órdenes)\b",
    r"\b(?:a partir de ahora|desde ahora|ahora),?\s+(?:tú\s+)?(?:eres|actúas como|responde|responderás|contesta|di)\b"
    r"[^.!?\n]{0,30}\b(?:asistente|bot|modelo|ia|siempre|pregunta|preguntas|que)\b",
    r"\bsi (?:alguien|un cliente|te|le)\s+pregunta\w*\b[^.!?\n]{0,60},\s*(?:responde|contesta|di|diles?)\b",
)
_GERMAN = (
    r"\b(?:ignoriere?|vergiss|vergesse|missachte|übergehe)\b[^.!?\n]{0,40}"
    r"\b(?:anweisungen|regeln|vorgaben|befehle|instruktionen)\b",
    r"\b(?:vergiss|ignoriere)\s+alles,?\s+was\s+(?:dir|ihnen|du|sie|man dir)\b",
    r"\b(?:befolge|beachte|folge)\b[^.!?\n]{0,30}\b(?:anweisungen|regeln|vorgaben|befehle)\b"
    r"\s+(?:nicht|nie)\b",
    r"\bdu bist (?:jetzt|nun|ab jetzt|ab sofort)\b[^.!?\n]{0,40}\b(?:assistent|bot|ki|modell|regeln)\b",
    r"\b(?:antworte|sage?|erwidere)\b[^.!?\n]{0,20}\b(?:ab jetzt|ab sofort|von nun an|immer|stets)"
    r"\b[^.!?\n]{0,30}\b(?:frage|fragen|mit|dass)\b",
    r"\bwenn (?:jemand|ein kunde|du|dich jemand)\b[^.!?\n]{0,60}\b(?:fragt|gefragt wirst?)\b[^,\n]{0,40},"
    r"\s*(?:so\s+|dann\s+)?(?:antworte|sage?)\b",
)
_FRENCH = (
    r"\b(?:ignore[zr]?|oublie[zr]?)\b[^.!?\n]{0,30}\b(?:instructions|règles|consignes)\b",
    r"\b(?:oublie[zr]?|ignore[zr]?)\s+(?:tout\s+)?ce qui précède\b|\b(?:oublie|ignore)z?"
    r"\s+tout ce (?:que|qu[’'])\s?(?:on|tu|vous)\b",
    r"\bne (?:tiens|tenez|tenir)\s+pas compte\b[^.!?\n]{0,20}\b(?:instructions|règles|consignes)\b",
    r"\bne (?:suis|suivez)\s+pas\b[^.!?\n]{0,20}\b(?:instructions|règles|consignes)\b",
    r"\b(?:tu es|vous êtes)\s+(?:maintenant|désormais)\b[^.!?\n]{0,40}\b(?:assistant|bot|ia|modèle|règles)\b",
    r"\b(?:à partir de maintenant|désormais),?\s+(?:tu\s+|vous\s+)?(?:réponds|répondez|dis|dites)\b",
    r"\bsi (?:on|quelqu[’']un|un client)\s+(?:te|vous|t[’'])?\s*(?:demande|interroge)\b[^.!?\n]{0,60},"
    r"\s*(?:réponds|répondez|dis|dites)\b",
)
_PORTUGUESE = (
    r"\b(?:ignore|ignora|esqueça|esquece|desconsidere|desconsidera)\b[^.!?\n]{0,30}"
    r"\b(?:instruções|regras|ordens|orientações)\b",
    r"\b(?:esqueça|esquece|ignore)\s+tudo\s+o que\s+(?:foi|lhe|te|você|disseram)\b",
    r"\bnão (?:siga|sigas|obedeça)\b[^.!?\n]{0,20}\b(?:instruções|regras|ordens)\b",
    r"\b(?:a partir de agora|de agora em diante|agora),?\s+(?:você\s+|tu"
    r"\s+)?(?:é|és|responda|responde|diga)\b"
    r"[^.!?\n]{0,30}\b(?:assistente|bot|modelo|ia|sempre|pergunta|perguntas|que)\b",
    r"\bse (?:alguém|um cliente)\s+(?:lhe\s+|te\s+)?perguntar\b[^.!?\n]{0,60},"
    r"\s*(?:responda|responde|diga)\b",
)
_ADDRESS = re.compile(
    "|".join((*_ENGLISH, *_SPANISH, *_GERMAN, *_FRENCH, *_PORTUGUESE)), re.IGNORECASE | re.MULTILINE
)
# Letters that look like Latin ones, and full-width ones: a disguise that readers don't notice.
_LOOKALIKES = str.maketrans(
    {
        **dict(zip("аеорсухіјѕԁһӏԛԝАВЕКМНОРСТХІЈЅ", "aeopcyxijsdhlqwABEKMHOPCTXIJS", strict=True)),
        **dict(zip("οανιτρκΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "oavitpkABEZHIKMNOPTYX", strict=True)),
        **{chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)},
    }
)


def addresses_assistant(words: str) -> bool:
    """Whether some text speaks to the program that reads it."""
    return _ADDRESS.search(words) is not None or (
        not words.isascii() and _ADDRESS.search(words.translate(_LOOKALIKES)) is not None
    )
