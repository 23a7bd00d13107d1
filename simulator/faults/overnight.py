"""A template that changes overnight: from one day on the list's rows are written by a script that nobody knows."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ..prefecture.asked import Answer
from .layer import Layer


@dataclass
class NewTemplate(Layer):
    """From day `day` on the list is an empty mount point and a bundle."""

    only: str = r"/zfxxgknb/(?:index(?:_\d+)?\.html)?$"
    day: int = 1

    def strike(self, site, asked, address, onward) -> Answer:
        answer = onward()
        if asked.day < self.day:
            return answer
        text = re.sub(
            r"<ul.*</ul>",
            '<div id="app"></div><script src="/static/app.9f3.js"></script>',
            answer.body.decode(),
            flags=re.S,
        )
        return answer.but(body=re.sub(r"<script>createPageHTML.*?</script>", "", text).encode())
