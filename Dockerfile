# Two stages: the first builds a virtual environment, the second holds only that and runs as nobody
# special. Mount the vault read-only at /vault and a volume at /data; hand over the token as
# DISCORD_TOKEN or as a secret file named by DISCORD_TOKEN_FILE.
FROM python:3.13-slim-bookworm AS build
WORKDIR /src
RUN python -m venv /venv
COPY requirements.lock ./
RUN /venv/bin/pip install --no-cache-dir --require-hashes -r requirements.lock
COPY pyproject.toml README.md LICENSE ./
COPY bot bot
COPY cogs cogs
RUN /venv/bin/pip install --no-cache-dir --no-deps .

FROM python:3.13-slim-bookworm
RUN useradd --uid 1000 --create-home vaultbot && install -d -o vaultbot /data /vault
COPY --from=build /venv /venv
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1
USER vaultbot
WORKDIR /home/vaultbot
VOLUME /data
STOPSIGNAL SIGTERM
ENTRYPOINT ["vaultbot", "--vault", "/vault", "--database", "/data/vaultbot.db"]
CMD ["run"]
