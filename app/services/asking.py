"""One question to the model: which turns are sent, with what, and shorter if they do not fit."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace

from app.domain.chat import Message, Role
from app.domain.compute import gpu_layers
from app.domain.context import estimate_tokens, fit_turns, measured_scale
from app.domain.errors import ContextTooLong
from app.domain.model_settings import for_model
from app.domain.models import ModelDetails
from app.domain.options import ChatRequest, GenerationOptions, Turn, context_tokens_for
from app.domain.ports import ChatBackend
from app.domain.settings import Settings
from app.domain.stream import StreamEvent
from app.services.models import ModelService

SAFE_SCALE = 1.5
"""How much shorter to try when an old server says "too long" without numbers."""
_R1_STOP = "<｜end▁of▁sentence｜>"
_SHORTER = "\n\n(Answer again, in fewer words.)"
_LONGER = "\n\n(Answer again, in more detail.)"


@dataclass(frozen=True, slots=True)
class Again:
    """How to answer a question once more."""

    model: str | None = None
    """None keeps the model of the answer."""
    think: bool | None = None
    """None does what the settings say."""
    shorter: bool = False
    longer: bool = False
    load_anyway: bool = False
    """Although the model does not fit into memory."""

    @property
    def request(self) -> str:
        """What is added to the question for this one answer; the stored question stays as it is."""
        return _SHORTER if self.shorter else _LONGER if self.longer else ""


@dataclass(frozen=True, slots=True)
class Asked:
    """From here on the server is asked without the `left_out` oldest turns."""

    left_out: int


class Asking:
    """Puts the question of an answer to the server."""

    def __init__(self, backend: ChatBackend, models: ModelService, settings: Callable[[], Settings]) -> None:
        self._backend = backend
        self._models = models
        self._settings = settings

    async def ask(
        self, path: Sequence[Message], answer: Message, how: Again
    ) -> AsyncGenerator[Asked | StreamEvent, None]:
        """The stream of `answer`, which is the last message of `path`; asks again, shorter, until it fits.

        An answer that has begun is continued: the model gets it as the last turn. `Asked` comes before the first event
        and once more for each shorter try. Raises: `BackendError`.
        """
        model = answer.model or ""
        details = await self._models.details(model)
        turns = _turns(path, answer, how.request)
        options = self._options(details, model)
        scale = measured_scale(path, model)
        while True:
            fit = fit_turns(turns, options.context_tokens, scale)
            request = ChatRequest(
                model,
                fit.turns,
                self._think(details, model, how.think),
                options,
                load_anyway=how.load_anyway,
                uses_jinja=details.uses_jinja,
            )
            yield Asked(fit.left_out)
            has_begun = False
            try:
                async with aclosing(self._backend.stream_chat(request)) as events:
                    async for event in events:
                        has_begun = True
                        yield event
            except ContextTooLong as refusal:
                estimated = sum(estimate_tokens(turn.text) for turn in fit.turns)
                exact = refusal.prompt_tokens / max(1, estimated)
                shorter = max(exact, scale * 1.1) if refusal.prompt_tokens else scale * SAFE_SCALE
                if has_begun or len(fit.turns) <= 1:
                    raise
                scale = shorter
            else:
                return

    async def context_tokens(self, model: str) -> int:
        """How long a conversation with this model may be, as it would be asked now. Raises: `BackendError`."""
        return self._options(await self._models.details(model), model).context_tokens

    def _options(self, details: ModelDetails, model: str) -> GenerationOptions:
        settings = for_model(self._settings(), model)
        given = details.context_tokens if details.has_own_context else None
        return GenerationOptions(
            context_tokens=given or context_tokens_for(settings.context_tokens, details.context_tokens),
            keep_alive=settings.keep_alive,
            gpu_layers=gpu_layers(settings, details.layers),
            threads=settings.threads,
            stop=(_R1_STOP,) if details.uses_jinja and details.can_think and not details.has_stop else (),
        )

    def _think(self, details: ModelDetails, model: str, wanted: bool | None) -> bool | None:
        if not details.can_think:
            return None
        return wanted if wanted is not None else model not in self._settings().think_off


def _turns(path: Sequence[Message], answer: Message, request: str) -> list[Turn]:
    """The conversation up to the answer; the answer itself last if it is to be continued.

    Answers that are empty (stopped or failed before the first word) are not sent.
    """
    before = [message for message in path if message.id != answer.id]
    turns = [Turn(message.role, message.text) for message in before if message.text.strip()]
    if request and turns:
        turns[-1] = replace(turns[-1], text=turns[-1].text + request)
    if answer.text or answer.thinking:
        turns.append(Turn(Role.ASSISTANT, answer.text, answer.thinking))
    return turns
