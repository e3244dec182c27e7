"""Which part of the transcript shows a block."""

from __future__ import annotations

from app.render.block import Block, Kind
from app.ui.chat.code_part import CodePart
from app.ui.chat.maths_part import MathsPart
from app.ui.chat.parts import Part
from app.ui.chat.style import ChatStyle
from app.ui.chat.table_part import TablePart
from app.ui.chat.text_parts import BlockPart

_PART_OF: dict[Kind, type[Part]] = {Kind.CODE: CodePart, Kind.TABLE: TablePart, Kind.MATHS: MathsPart}


def part_for(
    block: Block, before: Block | None, style: ChatStyle, previous: Part | None, reused: Part | None, *, may_fold: bool
) -> Part:
    """The part of a block: `reused`, where it showed a block of this kind at this place, or a new one.

    `previous` is the part above it, whose columns a table that goes on has.
    """
    kind = _PART_OF.get(block.kind, BlockPart)
    if type(reused) is kind and isinstance(reused, BlockPart | CodePart) and reused.block.kind is block.kind:
        if reused.block != block or reused.before is not before:
            reused.set_block(block, before)
        return reused
    if kind is CodePart:
        return CodePart(block, before, style, may_fold=may_fold)
    if kind is TablePart:
        above = previous if block.goes_on and isinstance(previous, TablePart) else None
        return TablePart(block, before, style, (above.first or above) if above is not None else None)
    if kind is MathsPart:
        return MathsPart(block, before, style)
    return BlockPart(block, before, style)
