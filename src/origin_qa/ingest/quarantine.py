"""Text that addresses the assistant instead of the reader: kept from answers, shown to staff.

Documents are data, never orders.
"""

from collections.abc import Sequence
from dataclasses import replace

from origin_qa.ingest.instructions import addresses_assistant
from origin_qa.ingest.sentences import sentence_spans
from origin_qa.types import Block, Dropped, Span

REASON = "addresses the assistant"


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
