"""A freelancer's own profile: a hub and small pages, one for each part."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from karigar.accounts.guards import person_of
from karigar.files import queries as files
from karigar.kit import clock
from karigar.kit.money import share
from karigar.kit.pages import draw, see
from karigar.profiles import actions, queries, rules
from karigar.profiles.forms import ROW_FORMS, BasicsForm, ItemForm, PhotoForm, RateForm, SkillsForm
from karigar.rulebook import queries as rulebook
from karigar.skills import queries as skills

LISTS = {
    "language": ("profile_languages", _("Languages"), "languages"),
    "employment": ("profile_employment", _("Employment"), "employments"),
    "education": ("profile_education", _("Education"), "educations"),
    "certificate": ("profile_certificates", _("Certificates"), "certificates"),
}
ADVICE = {
    "small": _("The photo is small and may look rough. A picture of 400 by 400 points or more is better."),
    "dark": _("The photo is rather dark. Daylight from the front helps."),
    "flat": _("The photo looks blurred or empty. A sharp picture of your face is trusted sooner."),
    "drawing": _("This looks like a drawing or a logo. Clients like to see a face."),
}
SAVED = _("Saved.")
SAVED_MASKED = _(
    "Saved. Mail addresses and telephone numbers were hidden: until a contract, talk here, where both sides are protected."
)


@login_required
def profile_edit(request: HttpRequest) -> HttpResponse:
    """Show the profile's parts, how complete it is and what comes next."""
    profile = queries.own_profile(person_of(request))
    have = set() if profile._state.adding else queries.parts_of(profile)
    context = {
        "profile": profile,
        "percent": rules.percent(have),
        "step": rules.next_step(have),
        "missing": rules.missing(have),
        "parts": [(part, part.key in have) for part in rules.PARTS],
        "skills": queries.skills_of(profile),
        "net": _net(profile.rate),
    }
    return draw(request, "profiles/edit.html", context)


def _net(rate: int | None) -> int | None:
    return None if rate is None else rate - share(rate, rulebook.value("fee.freelancer_bp", at=clock.now()))


@login_required
def profile_basics(request: HttpRequest) -> HttpResponse:
    """Write title, overview and place."""
    person = person_of(request)
    profile = queries.own_profile(person)
    names = ("title", "overview", "city", "visibility")
    form = BasicsForm(request.POST or None, initial={name: getattr(profile, name) for name in names})
    if request.method == "POST" and form.is_valid():
        with form.refusals():
            saved = actions.save_basics(person, **form.cleaned_data, now=clock.now())
            is_whole = saved.overview == form.cleaned_data["overview"] and saved.title == form.cleaned_data["title"]
            return see(request, "profile_edit", said=SAVED if is_whole else SAVED_MASKED)
    return draw(request, "profiles/basics.html", {"form": form}, status=form.status)


@login_required
def profile_rate(request: HttpRequest) -> HttpResponse:
    """Write the hourly rate, with what is left after the fee."""
    person, now = person_of(request), clock.now()
    profile = queries.own_profile(person)
    fee_bp = rulebook.value("fee.freelancer_bp", at=now)
    currencies = rulebook.value("currencies", at=now)
    initial = {"rate": profile.rate, "currency": profile.currency, "availability": profile.availability}
    form = RateForm(request.POST or None, initial=initial, currencies=currencies)
    if request.method == "POST" and form.is_valid():
        with form.refusals():
            actions.save_rate(person, **form.cleaned_data, now=now)
            return see(request, "profile_edit", said=SAVED)
    context = {
        "form": form,
        "fee_bp": fee_bp,
        "amount": profile.rate,
        "net": _net(profile.rate),
        "currency": form.unit,
    }
    return draw(request, "profiles/rate.html", context, status=form.status)


@login_required
def profile_skills(request: HttpRequest) -> HttpResponse:
    """Write skills and categories."""
    person = person_of(request)
    profile = queries.own_profile(person)
    initial = {"skills": skills.as_text(queries.skills_of(profile)), "categories": []}
    if not profile._state.adding:
        initial["categories"] = [str(row.pk) for row in profile.categories.all()]
    form = SkillsForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        with form.refusals():
            actions.save_skills(person, skill_ids=data["skills"], category_ids=data["categories"], now=clock.now())
            return see(request, "profile_edit", said=SAVED)
    return draw(request, "profiles/skills.html", {"form": form}, status=form.status)


@login_required
def profile_photo(request: HttpRequest) -> HttpResponse:
    """Put a photo on the profile, or take it off."""
    person = person_of(request)
    if request.method == "POST" and "remove" in request.POST:
        actions.remove_photo(person, now=clock.now())
        return see(request, "profile_photo", said=_("The photo was removed."))
    form = PhotoForm(request.POST, request.FILES) if request.method == "POST" else PhotoForm()
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        with form.refusals():
            actions.save_photo(person, upload=data["photo"], focus=data["focus"] or "centre", now=clock.now())
            return see(request, "profile_photo", said=SAVED)
    profile = queries.own_profile(person)
    advice = [ADVICE[word] for word in files.photo_advice(profile.photo)] if profile.photo else []
    return draw(
        request, "profiles/photo.html", {"form": form, "profile": profile, "advice": advice}, status=form.status
    )


@login_required
@require_POST
def publish_profile(request: HttpRequest) -> HttpResponse:
    """Publish the profile."""
    person = person_of(request)
    actions.publish_profile(person, now=clock.now())
    return see(request, "profile", person.handle, said=_("Your profile is published. You can apply to jobs now."))


@login_required
def profile_rows(request: HttpRequest, kind: str) -> HttpResponse:
    """Show one of the lists, and add to it."""
    person = person_of(request)
    form = ROW_FORMS[kind](request.POST or None)
    url_name, title, field = LISTS[kind]
    if request.method == "POST" and form.is_valid():
        with form.refusals():
            actions.save_row(person, kind=kind, fields=form.cleaned_data, now=clock.now())
            return see(request, url_name, said=SAVED)
    profile = queries.own_profile(person)
    rows = [] if profile._state.adding else [(row, _row_url(kind, row.pk)) for row in getattr(profile, field).all()]
    context = {"form": form, "kind": kind, "title": title, "rows": rows}
    return draw(request, "profiles/rows.html", context, status=form.status)


def _row_url(kind: str, pk: int) -> str:
    name = LISTS[kind][0]
    return f"{reverse(name)}{pk}/"


@login_required
def profile_row(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Change or remove a row of one of the lists."""
    person = person_of(request)
    row = queries.own_row(person, kind, pk)
    url_name, title, _field = LISTS[kind]
    if request.method == "POST" and "remove" in request.POST:
        actions.remove_row(person, kind=kind, pk=pk, now=clock.now())
        return see(request, url_name, said=_("Removed."))
    names = list(ROW_FORMS[kind].base_fields)
    form = ROW_FORMS[kind](request.POST or None, initial={name: getattr(row, name) for name in names})
    if request.method == "POST" and form.is_valid():
        with form.refusals():
            actions.save_row(person, kind=kind, pk=pk, fields=form.cleaned_data, now=clock.now())
            return see(request, url_name, said=SAVED)
    return draw(request, "profiles/row.html", {"form": form, "title": title, "back": url_name}, status=form.status)


@login_required
def profile_portfolio(request: HttpRequest) -> HttpResponse:
    """Show the portfolio, add to it, and move its items."""
    person = person_of(request)
    if request.method == "POST" and "move" in request.POST:
        by, pk = -1 if request.POST.get("by") == "up" else 1, request.POST["move"]
        if not (pk.isascii() and pk.isdecimal() and len(pk) < 19):
            raise Http404
        actions.move_item(person, pk=int(pk), by=by, now=clock.now())
        return see(request, "profile_portfolio", said=_("Moved."))
    form = ItemForm(request.POST, request.FILES) if request.method == "POST" else ItemForm()
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        with form.refusals():
            actions.save_item(person, uploads=data.pop("pictures"), **data, now=clock.now())
            return see(request, "profile_portfolio", said=SAVED)
    profile = queries.own_profile(person)
    items = [] if profile._state.adding else list(profile.portfolio.all())
    return draw(request, "profiles/portfolio.html", {"form": form, "items": items}, status=form.status)


@login_required
def portfolio_item(request: HttpRequest, pk: int) -> HttpResponse:
    """Change or remove a portfolio item and its pictures."""
    person = person_of(request)
    item = queries.own_item(person, pk)
    given = request.POST
    if request.method == "POST" and "remove" in given:
        actions.remove_item(person, pk=pk, now=clock.now())
        return see(request, "profile_portfolio", said=_("Removed."))
    if request.method == "POST" and given.get("remove_picture", "").isdecimal():
        actions.remove_picture(person, item_pk=pk, pk=int(given["remove_picture"][:18]), now=clock.now())
        return see(request, "portfolio_item", pk, said=_("Removed."))
    initial = {name: getattr(item, name) for name in ("title", "description", "url", "done_on")}
    form = ItemForm(given, request.FILES, initial=initial) if request.method == "POST" else ItemForm(initial=initial)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        with form.refusals():
            actions.save_item(person, pk=pk, uploads=data.pop("pictures"), **data, now=clock.now())
            return see(request, "profile_portfolio", said=SAVED)
    return draw(request, "profiles/item.html", {"form": form, "item": item}, status=form.status)
