"""What a person is told where it is typed: the rules of the register, each with its field and the way out.

The database holds most of these rules as well; what it would say of them has no field. A rule takes a form whose
fields are read, and gives faults as (field, what is wrong and what to do).
"""

from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext as _

from trials.ages import format_limits
from trials.choices import RecruitmentStatus
from trials.dates import PartialDate

Fault = tuple[str, str | Promise]
Rule = Callable[[Any], Iterator[Fault]]


class Ruled(forms.BaseForm):
    """A form that knows the rules of its record."""

    rules: tuple[Rule, ...] = ()

    def clean(self) -> dict[str, Any] | None:
        """The values; each fault at its field, or at the form's first where the field is not in it."""
        values = super().clean()
        faults = [fault for rule in self.rules for fault in rule(self)]
        for field, message in faults:
            place = field if field in self.fields else next(iter(self.fields))
            if place not in self.errors:
                self.add_error(place, str(message))
        return values


def value_of(form: Any, field: str) -> Any:
    """What the form says of a field; what the record says where the form does not ask."""
    return form.cleaned_data.get(field) if field in form.fields else getattr(form.instance, field)


def _values(form: Any, *fields: str) -> Any:
    return (value_of(form, field) for field in fields)


def ages_in_order(form: Any) -> Iterator[Fault]:
    """Rule 4: the minimum age is at most the maximum age."""
    minimum, maximum = _values(form, "minimum_age_months", "maximum_age_months")
    if minimum is not None and maximum is not None and minimum > maximum:
        lowest = format_limits(minimum, minimum, get_language() or "nb")
        yield (
            "maximum_age_months",
            _("The minimum age (%(lowest)s) is above the maximum age. Correct one of the two.") % {"lowest": lowest},
        )


def follows_another_study(form: Any) -> Iterator[Fault]:
    """A study is not its own follow-up."""
    followed = value_of(form, "follow_up_of")
    if followed is not None and followed.pk == form.instance.pk:
        yield (
            "follow_up_of",
            _("A study cannot be its own follow-up. Choose the study that it follows, or leave this empty."),
        )


def region_in_norway(form: Any) -> Iterator[Fault]:
    """Rule 4: Norwegian sites have a health region, others none."""
    country, region = _values(form, "country", "health_region")
    if country == "NO" and not region:
        yield "health_region", _("A Norwegian site needs a health region: choose the one that the hospital belongs to.")
    if country and country != "NO" and region:
        yield (
            "health_region",
            _("Only Norwegian sites have a health region: leave this empty, or correct the country."),
        )


def coordinates_on_earth(form: Any) -> Iterator[Fault]:
    """Both coordinates, in degrees, or neither."""
    for field, other, limit in (("latitude", "longitude", 90), ("longitude", "latitude", 180)):
        own, pair = _values(form, field, other)
        if own is None and pair is not None:
            yield field, _("Write both latitude and longitude, in degrees, or neither.")
        if own is not None and not -limit <= own <= limit:
            yield field, _("Write degrees from -%(limit)d to %(limit)d.") % {"limit": limit}


def pause_has_reason(form: Any) -> Iterator[Fault]:
    """Rule 3: a pause that a person sets has a reason; one that a registry set may have none."""
    status, reason, confirmed = _values(form, "status", "pause_reason", "verified_at")
    is_set = form.fields.keys() & {"status", "pause_reason"} and {"status", "pause_reason"} & {*form.changed_data}
    if status == RecruitmentStatus.SUSPENDED and not reason and (is_set or confirmed):
        where = "pause_reason" if "pause_reason" in form.fields else "status"
        told = _("A pause needs a reason: write here why, in a few words.")
        in_a_list = _("A pause needs a reason: open this row, and write there why.")
        yield where, told if where == "pause_reason" else in_a_list


def opening_lies_ahead(form: Any) -> Iterator[Fault]:
    """Rule 3: a new expected opening lies in the future; one that has passed may stand until it is looked at."""
    if "expected_open_date" not in form.changed_data:
        return
    # What is no date is told by the field itself.
    with suppress(ValueError):
        opening = PartialDate.parse(str(value_of(form, "expected_open_date")).strip())
        if opening.last_day <= today():
            yield (
                "expected_open_date",
                _("The expected opening must lie in the future. If the site has opened, change its status instead."),
            )


def today() -> date:
    """The day in Norway."""
    return timezone.localdate()


def confirmation_is_whole(form: Any) -> Iterator[Fault]:
    """Rule 7: a confirmation is signed with when, who and how."""
    signature = ("verified_at", "verified_by", "verification_method")
    missing = [field for field in signature if not value_of(form, field)]
    if 0 < len(missing) < len(signature):
        for field in missing:
            yield field, _("A confirmation needs its date, who entered it, and how the site confirmed: add this one.")
    if value_of(form, "verified_role") and len(missing) == len(signature):
        yield "verified_role", _("Who confirmed is told together with when: add the date, or leave this empty.")


def contact_can_be_reached(form: Any) -> Iterator[Fault]:
    """A contact has a phone number or an e-mail address."""
    if not any(_values(form, "phone", "email")) and not {"phone", "email"} & {*form.errors}:
        yield "phone", _("A contact needs a phone number or an e-mail address: write one of them.")


def address_of_the_web(form: Any) -> Iterator[Fault]:
    """What stands as an address becomes a link."""
    address = value_of(form, "url")
    if address and not address.lower().startswith(("https://", "http://")):
        yield "url", _("The address must begin with https:// or http://.")


def numerator_within_denominator(form: Any) -> Iterator[Fault]:
    """Rule 6: no more with the outcome than were assessed."""
    numerator, denominator = _values(form, "numerator", "denominator")
    if numerator is not None and denominator is None and "denominator" not in form.errors:
        yield "denominator", _("Write also how many were assessed, or leave both numbers empty.")
    if numerator is not None and denominator is not None and numerator > denominator:
        yield (
            "numerator",
            _("%(numerator)d with the outcome, but only %(denominator)d assessed. Correct one of the two.")
            % {"numerator": numerator, "denominator": denominator},
        )


GRADES = ("grade_1", "grade_2", "grade_3", "grade_4", "grade_5")


def affected_within_treated(form: Any) -> Iterator[Fault]:
    """Rule 6: no more affected than treated, in all or by grade; empty is not zero."""
    treated, *grades = _values(form, "n_treated", *GRADES)
    total = sum(grade or 0 for grade in grades)
    if treated is not None and total > treated:
        yield (
            "n_treated",
            _("The grades add up to %(total)d, but only %(treated)d were treated. Correct one of them.")
            % {"total": total, "treated": treated},
        )
    for field in ("any_grade", "grade_3_or_more"):
        affected = value_of(form, field)
        if treated is not None and affected is not None and affected > treated:
            yield (
                field,
                _("%(affected)d affected, but only %(treated)d treated. Correct one of the two.")
                % {"affected": affected, "treated": treated},
            )


def severe_within_any_grade(form: Any) -> Iterator[Fault]:
    """Rule 6: those with grade 3 or more are among those with any grade."""
    severe, affected = _values(form, "grade_3_or_more", "any_grade")
    if severe is not None and affected is not None and severe > affected:
        yield (
            "grade_3_or_more",
            _("%(severe)d with grade 3 or more, but only %(affected)d with any grade. Correct one of the two.")
            % {"severe": severe, "affected": affected},
        )
