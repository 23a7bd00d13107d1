"""The words of a page in one language: `say`, `word`, `about` and `value_word` for every template, `lang` and the switch."""

from datasette import hookimpl

from pipelines.publishing import language, words


@hookimpl
def prepare_jinja2_environment(env):
    env.globals |= {"say": language.say, "word": language.word, "about": language.about, "value_word": words.value_word}


@hookimpl
def extra_template_vars(request):
    path, query = (request.path, request.query_string) if request else ("/", "")
    code, name, href = language.other(path, query)
    return {"lang": language.current(), "other_language": {"code": code, "name": name, "href": href}}
