from django import template

from pages.reading import questions

register = template.Library()


@register.inclusion_tag("pages/_questions_at_booking.html")
def questions_at_booking():
    """What patients often ask, folded, below a form of the booking pages."""
    return {"questions": questions.at_booking()}


@register.simple_tag
def question_categories():
    return questions.categories()
