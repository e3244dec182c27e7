"""Names of models in a registry, as Ollama reads them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from ipaddress import ip_address

from app.domain.errors import BadModelName, CloudModel

DEFAULT_HOST = "registry.ollama.ai"
DEFAULT_NAMESPACE = "library"
DEFAULT_TAG = "latest"

_PART = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,79}")
_NAMESPACE = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_-]{0,79}")
_HOST = re.compile(r"(\[[0-9A-Fa-f:]+\]|[A-Za-z0-9][A-Za-z0-9.-]{0,252})(:\d{1,5})?")


@dataclass(frozen=True, slots=True)
class ModelName:
    """`[host[:port]/][namespace/]model[:tag]`, whole (grammar: Ollama's types/model/name.go; design: ollama §8)."""

    host: str
    namespace: str
    model: str
    tag: str

    @property
    def is_on_this_computer(self) -> bool:
        """The registry runs on this very computer: it may speak plain HTTP."""
        name = self.host.rsplit(":", 1)[0].strip("[]") if ":" in self.host else self.host
        try:
            return ip_address(name).is_loopback
        except ValueError:
            return name == "localhost"

    @property
    def short(self) -> str:
        """As the server lists it: without what is the default, but with the tag."""
        text = f"{self.model}:{self.tag}"
        if self.namespace != DEFAULT_NAMESPACE or self.host != DEFAULT_HOST:
            text = f"{self.namespace}/{text}"
        return text if self.host == DEFAULT_HOST else f"{self.host}/{text}"


def parse_model_name(text: str) -> ModelName:
    """What a person wrote, with or without `ollama run` or `ollama pull` before it, or as the address of a page.

    Raises: `BadModelName`; `CloudModel` for one that runs on somebody else's computer.
    """
    given = text.strip()
    bare = _without_surroundings(given)
    *before, last = bare.rstrip("/").split("/")
    model, _, tag = last.partition(":")
    tag = tag or DEFAULT_TAG
    namespace = before.pop() if before else DEFAULT_NAMESPACE
    host = before.pop() if before else DEFAULT_HOST
    is_valid = (
        not before
        and _PART.fullmatch(model)
        and _PART.fullmatch(tag)
        and _NAMESPACE.fullmatch(namespace)
        and _HOST.fullmatch(host)
    )
    if not is_valid:
        raise BadModelName(name=given)
    if tag.casefold() == "cloud" or tag.casefold().endswith("-cloud"):
        raise CloudModel(given)
    return ModelName(host, namespace, model, tag)


def written_model_name(text: str) -> ModelName:
    """`parse_model_name` of what a person wrote: Ollama's library has no capitals in its names, people write them.

    Tags keep theirs (`q4_K_M`), but for sizes (`8B`).
    """
    name = parse_model_name(text)
    if name.host != DEFAULT_HOST:
        return name
    tag = name.tag.lower() if re.fullmatch(r"[\d.]+[bm]|latest", name.tag, re.IGNORECASE) else name.tag
    return ModelName(name.host, name.namespace.lower(), name.model.lower(), tag)


def _without_surroundings(text: str) -> str:
    """The name in a command for a terminal, or in the address of a page or file at Ollama or Hugging Face."""
    bare = text.strip("\"'`<> ")
    command = re.match(r"(\$\s*)?ollama\s+(run|pull)\s+(?P<name>\S+)", bare, re.IGNORECASE)
    bare = command["name"] if command else bare
    if found := re.match(r"https?://", bare, re.IGNORECASE):
        bare = re.split(r"[?#]", bare[found.end() :])[0]
    if found := re.match(r"(www\.)?ollama\.com/(?P<library>library/)?", bare, re.IGNORECASE):
        return _first(bare[found.end() :], 1 if found["library"] else 2)
    if found := re.match(r"(www\.)?(huggingface\.co|hf\.co)/", bare, re.IGNORECASE):
        return "hf.co/" + _first(bare[found.end() :], 2)
    return bare


def _first(path: str, count: int) -> str:
    """Pages of a model have more behind it (`/tags`, `/tree/main`)."""
    return "/".join(path.split("/")[:count])
