from django import template

from pages.reading import questions
from pages.reading.pages import styles_for

register = template.Library()


@register.inclusion_tag("pages/_questions_at_booking.html")
def questions_at_booking():
    """What patients often ask, folded, below a form of the booking pages."""
    found = questions.at_booking()
    return {"questions": found, **styles_for(found)}


@register.simple_tag
def question_categories():
    return questions.categories()
