from importlib import import_module

from django.apps import AppConfig


class NewsletterConfig(AppConfig):
    name = "newsletter"
    verbose_name = "Newsletter"

    def ready(self) -> None:
        import_module("newsletter.delivery.bounces")  # which hears what mail providers report
