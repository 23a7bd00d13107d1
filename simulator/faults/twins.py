"""The same report under several addresses: the mobile page, a parameter, the other scheme, with its index file."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ..prefecture.asked import Answer
from .layer import Layer

_ROW = re.compile(r'<li><a href="\./(\d{6}/t\d{8}_\d+)\.html"(.*?)</li>', re.S)


@dataclass
class Twins(Layer):
    """Every row of the list stands there again for each of its other addresses; the mobile page answers too."""

    only: str = r"/zfxxgknb/(?:$|index|\d{6}/t)"

    def strike(self, site, asked, address, onward) -> Answer:
        answer = onward()
        if answer.status != 200:
            return answer
        text = answer.body.decode(site.charset)
        base = f"127.0.0.1:{site.port}{asked.path.rpartition('/')[0]}"

        def more(found: re.Match[str]) -> str:
            stem, rest = found[1], found[2]
            others = (f"https://{base}/{stem}.html", f"./{stem}.html?isMobile=true", f"./{stem}.html?nav=2")
            return found[0] + "".join(f'<li><a href="{one}"{rest}</li>' for one in others)

        return answer.but(body=_ROW.sub(more, text).encode(site.charset))
