"""How pages are rendered: the template environment and what every template may use."""

from collections.abc import Callable

from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from origin_qa.serve import charts, formats, languages
from origin_qa.serve.assets import static_url, web_folder
from origin_qa.serve.links import producer_url


def environment() -> Environment:
    """The template environment: everything is escaped, and a misspelt name is an error.

    `_`, `ngettext` and `{% trans %}` speak the visitor's language; the filters `number`, `percent`,
    `measure`, `feet`, `month`, `day`, `moment`, `listed`, `country` and `tongue` write as it does.
    """
    templates = Environment(
        loader=FileSystemLoader(web_folder() / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    templates.policies["ext.i18n.trimmed"] = True
    templates.newstyle_gettext = True  # type: ignore[attr-defined]
    templates.globals.update(
        static_url=static_url,
        producer_url=producer_url,
        language=languages.language,
        switches=languages.switches,
        month_places=charts.month_places,
        gettext=_gettext,
        ngettext=_ngettext,
    )
    for write in (
        formats.number,
        formats.percent,
        formats.measure,
        formats.feet,
        formats.month,
        formats.day,
        formats.moment,
        formats.listed,
        formats.country,
        formats.tongue,
    ):
        templates.filters[write.__name__] = _in_context(write)
    return templates


def _in_context(write: Callable[..., str]) -> Callable[..., str]:
    """A filter that waits for a request: without its context, constants are written once, when compiled."""

    @pass_context
    def filtered(context: Context, *values: object) -> str:
        return write(*values)

    return filtered


@pass_context
def _gettext(context: Context, message: str, /, **values: object) -> str:
    """The translation, a text of ours, with the values escaped into it."""
    return _fill(context, languages.catalogue(languages.language()).gettext(message), values)


@pass_context
def _ngettext(context: Context, singular: str, plural: str, num: int, /, **values: object) -> str:
    """The plural form that `num` takes; `%(num)s` is the number as the language writes it."""
    form = languages.catalogue(languages.language()).ngettext(singular, plural, num)
    return _fill(context, form, {**values, "num": formats.number(num)})


def _fill(context: Context, text: str, values: dict[str, object]) -> str:
    return Markup(text) % values if context.eval_ctx.autoescape else text % values
