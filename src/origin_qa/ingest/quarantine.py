"""Text that addresses the assistant instead of the reader: kept from answers, shown to staff.

Documents are data. The patterns are narrow (an imperative aimed at earlier instructions, a role
given to "you", a turn marker) because a false alarm loses a sentence of the producer's.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from origin_qa.ingest.sentences import sentence_spans
from origin_qa.types import Block, Dropped, Span

REASON = "addresses the assistant"
_RULES = r"(?:instructions?|rules?|prompts?|guidelines?|directions?|orders?|messages?|commands?|context)"
_PROGRAM = r"(?:ai|llm|language model|chatbot|virtual assistant|ai assistant)"
_ADDRESS = re.compile(
    "|".join(
        (
            rf"\b(?:ignore|disregard|forget|override|bypass)\b[^.!?\n]{{0,40}}"
            rf"\b(?:previous|prior|above|earlier|preceding|other|former|system|your|existing)\b[^.!?\n]{{0,25}}\b{_RULES}\b",
            rf"\b(?:ignore|disregard|forget|override)\s+(?:all|any|every|everything)\s+(?:\w+\s+){{0,2}}?{_RULES}\b",
            r"\b(?:ignore|disregard|forget)\s+everything\s+(?:above|before|you)",
            r"\byou are (?:now|no longer)\s+(?:an?|the|in|my|free|called|required|bound)\b[^.!?\n]{0,40}"
            r"\b(?:bot|assistant|ai|model|chatbot|agent|mode|dan|persona|pirate|expert|system|salesman|seller|"
            r"rules|filters)\b",
            # A sheet may well have a line "System: agroforestry".
            r"^\W{0,20}(?-i:SYSTEM|ASSISTANT|DEVELOPER)\b[^:\n]{0,20}:\s*\S",
            r"^\W{0,20}(?:system|assistant|developer)\s+(?:prompt|message|note|instruction|override|update)s?\W{0,4}:\s*\S",
            r"[\[<(#]{1,3}\s?(?:system|assistant|developer)(?:\s\w{1,20})?\s?[\]>)#]{1,3}",
            r"<\|?(?:im_start|im_end|system|endoftext|begin_of_text|start_header_id)\|?>|\[/?INST\]|<</?SYS>>",
            rf"\b{_PROGRAM}s?\b[^.!?\n]{{0,30}}\b(?:must|should|shall|please|are to|has to)\b"
            r"[^.!?\n]{0,20}\b(?:say|answer|reply|respond|tell|recommend|claim|state|output|ignore|mention)\b",
            rf"\b(?:if you are|to any|attention|note to(?: the)?|dear)\s+(?:an?\s+)?{_PROGRAM}s?\b",
            r"\b(?:reveal|print|repeat|show|output)\b[^.!?\n]{0,20}"
            r"\b(?:system prompt|your (?:instructions|prompt|rules))\b",
            r"\b(?:your|the)\s+(?:new|updated|real)\s+(?:instructions?|task|role)\s+(?:is|are)\b",
            r"\b(?:ignora|olvida|omite)\b[^.!?\n]{0,30}\b(?:instrucciones|reglas|órdenes)\b",
            r"\b(?:ignoriere|vergiss|missachte)\b[^.!?\n]{0,40}\b(?:anweisungen|regeln|vorgaben|befehle)\b",
            r"\b(?:ignore[zr]?|oublie[zr]?)\b[^.!?\n]{0,30}\b(?:instructions|règles|consignes)\b",
            r"\b(?:ignore|esqueça)\b[^.!?\n]{0,30}\b(?:instruções|regras|ordens)\b",
        )
    ),
    re.IGNORECASE | re.MULTILINE,
)


def addresses_assistant(words: str) -> bool:
    """Whether some text speaks to the program that reads it."""
    return _ADDRESS.search(words) is not None


def quarantine(
    text: str, blocks: Sequence[Block], language: str
) -> tuple[tuple[Block, ...], tuple[Dropped, ...]]:
    """Take what addresses the assistant out of the blocks.

    A paragraph is cut before the first sentence that does; what follows it there goes too, because
    an instruction seldom ends with its first sentence.
    """
    kept: list[Block] = []
    dropped: list[Dropped] = []
    for block in blocks:
        if not addresses_assistant(block.span.of(text)):
            kept.append(block)
            continue
        end = _clean_end(text, block, language)
        if end > block.span.start and block.kind in ("paragraph", "item", "quote"):
            kept.append(replace(block, span=Span(block.span.start, end)))
        else:
            end = block.span.start
        dropped.append(Dropped(text[end : block.span.end].strip(), REASON))
    return tuple(kept), tuple(dropped)


def _clean_end(text: str, block: Block, language: str) -> int:
    end = block.span.start
    for sentence in sentence_spans(text, block.span, language):
        if addresses_assistant(sentence.of(text)):
            break
        end = sentence.end
    return end if end < block.span.end else block.span.start
