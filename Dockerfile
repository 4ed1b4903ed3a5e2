# The site as one image. Build: docker build -t versed .
# Run: docker run -p 8000:8000 -v versed:/app/data -e SITE_ORIGIN=https://example.com -e SECRET_KEY_FILE=... versed
# `docker run ... versed python manage.py migrate` makes or upgrades the database.

# 1. The hash-locked packages, in an environment of their own.
FROM python:3.13-slim AS packages
RUN python -m venv /opt/venv
COPY requirements/base.txt /tmp/base.txt
RUN /opt/venv/bin/python -m pip install --no-cache-dir --disable-pip-version-check \
      --require-hashes --only-binary :all: -r /tmp/base.txt

# 2. The site.
FROM python:3.13-slim
ENV PATH=/opt/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    HOST=0.0.0.0 PORT=8000 \
    DATABASE_URL=sqlite:////app/data/versed.sqlite3 MEDIA_ROOT=/app/data/media MARKS_ROOT=/app/data/marks
# FriBiDi: names in pictures that read from right to left are joined and set with it.
RUN apt-get update && apt-get install -y --no-install-recommends libfribidi0 && rm -rf /var/lib/apt/lists/*
COPY --from=packages /opt/venv /opt/venv
WORKDIR /app
COPY . .
# Development secrets that loading the settings may have made are removed: none is kept in the image.
RUN python manage.py collectstatic --noinput -v 0 \
 && find var -mindepth 1 -maxdepth 1 ! -name static -exec rm -rf {} + \
 && useradd --system --no-create-home versed \
 && mkdir -p data && chown versed:versed data var
USER versed
# SQLite, uploads: what must outlive a container. The static files stay in the image, so that they match its code.
VOLUME /app/data
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s --retries=3 \
  CMD ["python", "-c", "import os, urllib.request as u; u.urlopen(f'http://127.0.0.1:{os.environ[\"PORT\"]}/healthz', timeout=4)"]
CMD ["bin/serve"]
