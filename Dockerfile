# What is copied is named, here and in .dockerignore, so that no .env and no store of the checkout get into the image.
# Pin the base by its digest in your registry: docker build --build-arg BASE=python:3.13-slim@sha256:…
ARG BASE=python:3.13-slim
FROM ${BASE}
COPY requirements.txt /src/
RUN pip install --no-cache-dir --require-hashes -r /src/requirements.txt
COPY pyproject.toml LICENSE /src/
COPY docs/package-index.md /src/docs/
COPY migrations /src/migrations
COPY bot /src/bot
RUN pip install --no-cache-dir --no-deps /src && rm -rf /src && install -d -o 10001 -g 10001 -m 700 /data
# By number: Kubernetes' runAsNonRoot cannot look up a name.
USER 10001:10001
WORKDIR /data
VOLUME /data
ENV HOME=/data PYTHONUNBUFFERED=1 USAGE_BOT_HTTP=0.0.0.0:8080
EXPOSE 8080
# The process alone, and without the proxies of the environment. /healthz says whether a person should look.
HEALTHCHECK --start-period=1m CMD ["python", "-c", "import http.client as c; k = c.HTTPConnection('127.0.0.1', 8080, timeout=5); k.request('GET', '/livez'); raise SystemExit(k.getresponse().status != 200)"]
CMD ["usage-bot", "run"]
