# Heard in a container: two stages, not root, one volume.
#   docker build -t heard .
#   docker run -e HEARD_TOKEN=... -v heard:/data heard
# BASE is any Debian-like image; Python 3.11 or newer is installed if it is not there.
ARG BASE=python:3.11-slim

FROM ${BASE} AS build
RUN python3 -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
    || { apt-get update && apt-get install -y --no-install-recommends python3 python3-venv \
         ca-certificates && rm -rf /var/lib/apt/lists/*; }
COPY requirements/run.txt /tmp/run.txt
RUN python3 -m venv /opt/heard \
    && /opt/heard/bin/python -m pip install --no-cache-dir --disable-pip-version-check \
       --require-hashes -r /tmp/run.txt \
    && find /opt/heard -name __pycache__ -prune -exec rm -rf {} +

FROM ${BASE}
RUN python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
    || { apt-get update && apt-get install -y --no-install-recommends python3 ca-certificates \
         && rm -rf /var/lib/apt/lists/*; }
RUN useradd --uid 10001 --no-create-home --home-dir /data --shell /usr/sbin/nologin heard \
    && mkdir -p /data && chown heard /data && chmod 700 /data
COPY --from=build /opt/heard /opt/heard
COPY bot /app/bot
COPY dialogues /app/dialogues
RUN /opt/heard/bin/python -m compileall -q /opt/heard/lib /app/bot
WORKDIR /app
ENV PYTHONUNBUFFERED=1 HEARD_DATA=/data
USER heard
VOLUME /data
STOPSIGNAL SIGTERM
# Healthy means: Telegram was polled lately, not merely: the process is there.
HEALTHCHECK --interval=30s --timeout=10s --start-period=30s --retries=3 \
    CMD ["/opt/heard/bin/python", "-m", "bot", "doctor", "--polled", "90"]
ENTRYPOINT ["/opt/heard/bin/python", "-m", "bot"]
CMD ["run"]
