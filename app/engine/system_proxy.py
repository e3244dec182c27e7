"""What the system says about proxies, for a server that reads nothing but its environment."""

from __future__ import annotations

import os
import urllib.request
from collections.abc import Mapping

from app.domain.proxy import proxy_variables


def server_proxy(proxy: str | None, environment: Mapping[str, str] | None = None) -> dict[str, str]:
    """The variables of our own server; `proxy` as `domain.proxy.chosen_proxy` tells it.

    On Windows variables of one name in two cases are one and the same.
    """
    named = os.environ if environment is None else environment
    excepted = named.get("NO_PROXY") or named.get("no_proxy") or ""
    is_named = any(named.get(name) for name in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"))
    system = "" if is_named else urllib.request.getproxies().get("https", "")
    found = proxy_variables(proxy, system, excepted)
    return {name: value for name, value in found.items() if name.isupper()} if os.name == "nt" else found
