# What is copied is named, so that no .env and no store of the checkout get into the image.
FROM python:3.11-slim
COPY pyproject.toml README.md /src/
COPY bot /src/bot
COPY migrations /src/migrations
RUN pip install --no-cache-dir /src && useradd --create-home --uid 10001 bot && install -d -o bot -m 700 /data
USER bot
WORKDIR /data
VOLUME /data
HEALTHCHECK --start-period=5m CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8080/healthz', timeout=5)"]
CMD ["usage-bot", "run", "--http", "127.0.0.1:8080"]
