"""Templates are filled in one go. Datasette's environment awaits every value and every call of a template, a third of the time
that a page took, and nothing in ours has to be waited for: what they show is read before."""

from __future__ import annotations

from jinja2 import Environment, Template


class _Filled(Template):
    """One that Datasette, which awaits it, may fill as any other."""

    async def render_async(self, *args, **kwargs) -> str:
        return self.render(*args, **kwargs)


def in_one_go(environment: Environment) -> None:
    """Makes all templates of the environment such ones. To be called before it has read any."""
    environment.is_async = False
    environment.template_class = _Filled
