"""Refusals and challenges as the field has them: a short 403, a 412 of scrambled script, 521 with a cookie's script."""

from __future__ import annotations

from dataclasses import dataclass

from ..prefecture.asked import Answer, page
from .layer import Layer


@dataclass
class Refuse(Layer):
    """A short page with 403, 405 or 406."""

    code: int = 403

    def strike(self, site, asked, address, onward) -> Answer:
        return page("<html><body>您的访问请求被拒绝</body></html>", status=self.code)


_SCRIPTS = {
    "412": (412, '<html><head><meta content="x9Qw"><script>$_ts=window["$_ts"]||{};$_ts.cd="q'
            'xG3";eval(_$a1(_$b2))</script></head><body></body></html>'),
    "521": (521, '<script>document.cookie="__jsl_clearance=1769414400.12|0|x%2Fy;max-age=3600";location.href=location.pathname</script>'),
    "acw": (200, "<html><script>var arg1='4A3B'; setCookie('acw_sc__v2', decode(arg1)); document.location.reload();</script></html>"),
    "login": (200, '<html><head><title>统一身份认证</title></head><body><form method="post"><input name="user">'
              '<input type="password" name="word"><button>登录</button></form><a href="/register">注册</a></body></html>'),
}  # fmt: skip


@dataclass
class Challenge(Layer):
    """A page whose script would earn a cookie, or that wants a password: `kind` is 412, 521, acw or login."""

    kind: str = "412"

    def strike(self, site, asked, address, onward) -> Answer:
        status, text = _SCRIPTS[self.kind]
        cookie = (("Set-Cookie", "__jsluid_s=7f00; Path=/"),) if self.kind == "521" else ()
        return page(text, status=status).but(headers=cookie, tagged=False)
