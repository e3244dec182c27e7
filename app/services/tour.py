"""Puts the tour's model into the server."""

from __future__ import annotations

import asyncio

from app.domain.models import TOUR_TAG
from app.domain.ports import ModelLibrary, TourBuilder

R1_TEMPLATE = """\
{{- if .System }}{{ .System }}{{ end }}
{{- range $i, $_ := .Messages }}
{{- $last := eq (len (slice $.Messages $i)) 1}}
{{- if eq .Role "user" }}<｜User｜>{{ .Content }}
{{- else if eq .Role "assistant" }}<｜Assistant｜>
  {{- if and $.IsThinkSet (and $last .Thinking) -}}
<think>
{{ .Thinking }}
</think>
{{- end }}{{ .Content }}{{- if not $last }}<｜end▁of▁sentence｜>{{- end }}
{{- end }}
{{- if and $last (ne .Role "assistant") }}<｜Assistant｜>
{{- if and $.IsThinkSet (not $.Think) -}}
<think>

</think>

{{ end }}
{{- end -}}
{{- end }}"""
"""How a chat is written down for DeepSeek R1. A server that reads it knows that the model can think."""

R1_STOP = ("<｜begin▁of▁sentence｜>", "<｜end▁of▁sentence｜>", "<｜User｜>", "<｜Assistant｜>")
"""Where an answer of DeepSeek R1 ends, should its end mark be missed."""


class TourService:
    """Knows whether the server has the tour of this very Baleen."""

    def __init__(self, library: ModelLibrary, build: TourBuilder) -> None:
        self._library = library
        self._build = build
        self._lock = asyncio.Lock()
        self._digest: str | None = None
        """The server's name for what this run has imported. Older than this run: may be another tour."""

    async def prepare(self) -> str:
        """Make sure that the server has the tour, and return its tag.

        The first call of a run always imports, which replaces the tour of an older Baleen and is no work if the
        server knows the file already. Later calls only look. A cancel leaves the server as it was, or ready.
        Raises: `BackendError`; `StoreError` when the file cannot be written.
        """
        async with self._lock:
            if self._digest is None or await self._installed() != self._digest:
                path = await asyncio.to_thread(self._build)
                # So small a model gains nothing from a second thread, and where another program is busy the threads
                # wait for each other: measured, 115 s instead of 1 s on two busy cores (0.24).
                await self._library.import_file(TOUR_TAG, path, template=R1_TEMPLATE, stop=R1_STOP, threads=1)
                self._digest = await self._installed()
        return TOUR_TAG

    async def _installed(self) -> str | None:
        models = await self._library.installed()
        return next((model.digest for model in models if model.tag == TOUR_TAG), None)
