# Two stages: the first builds a virtual environment, the second holds only that and runs as nobody
# special, with a root file system that may be read-only. Mount the vault read-only at /vault (or a
# volume, for a vault in git) and a volume at /data; hand over the token as a secret file named by
# DISCORD_TOKEN_FILE. compose.yaml does all of it.
FROM python:3.13-slim-bookworm AS build
WORKDIR /src
RUN python -m venv /venv
COPY requirements-postgres.lock ./
RUN /venv/bin/pip install --no-cache-dir --require-hashes -r requirements-postgres.lock
COPY pyproject.toml README.md LICENSE ./
COPY bot bot
COPY cogs cogs
RUN /venv/bin/pip install --no-cache-dir --no-deps .

FROM python:3.13-slim-bookworm
# For a vault in git (vault.git.url): git, what it needs for https, and for ssh.
RUN apt-get update \
    && apt-get install -y --no-install-recommends ca-certificates git openssh-client \
    && rm -rf /var/lib/apt/lists/*
RUN useradd --uid 1000 --create-home vaultbot && install -d -o vaultbot /data /vault
COPY --from=build /venv /venv
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1
USER vaultbot
WORKDIR /home/vaultbot
VOLUME /data
STOPSIGNAL SIGTERM
# The port is the default of monitoring.port. The first load of 10,000 notes takes up to a minute on
# a slow disk; until it is done nothing counts as unhealthy. Never by a proxy of the environment.
HEALTHCHECK --interval=30s --timeout=10s --start-period=5m --retries=3 \
    CMD ["python", "-c", "from urllib.request import ProxyHandler as P, build_opener; build_opener(P({})).open('http://127.0.0.1:8765/healthz', timeout=8)"]
ENTRYPOINT ["vaultbot", "--vault", "/vault", "--database", "/data/vaultbot.db"]
# --hold: a wrong token or setting is told once and waited with, as a restart would not mend it.
CMD ["run", "--hold"]
