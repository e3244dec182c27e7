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
    bare = re.sub(r"^ollama\s+(run|pull)\s+", "", given)
    bare = re.sub(r"^https?://", "", bare)
    bare = re.sub(r"^(www\.)?ollama\.com/(library/)?", "", bare)
    bare = re.sub(r"^huggingface\.co/", "hf.co/", bare)
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
    if tag == "cloud" or tag.endswith("-cloud"):
        raise CloudModel(given)
    return ModelName(host, namespace, model, tag)
