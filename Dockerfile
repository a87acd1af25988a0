# One bot in a container: docker build -t afterword . && docker run ... (README.md, "Keeping it running").
# Everything in it belongs to root and can be mounted read-only; only /var/lib/afterword and /tmp are written to.
FROM debian:bookworm-slim

RUN apt-get update \
 && apt-get install -y --no-install-recommends ca-certificates python3 python3-venv \
 && rm -rf /var/lib/apt/lists/*

RUN groupadd --system --gid 10001 afterword \
 && useradd --system --uid 10001 --gid afterword --home-dir /var/lib/afterword --shell /usr/sbin/nologin afterword \
 && install -d -o afterword -g afterword -m 700 /var/lib/afterword

COPY requirements.txt /opt/afterword/source/
RUN python3 -m venv /opt/afterword/current \
 && /opt/afterword/current/bin/pip install --no-cache-dir --require-hashes -r /opt/afterword/source/requirements.txt

COPY pyproject.toml README.md LICENSE /opt/afterword/source/
COPY bot /opt/afterword/source/bot
COPY db /opt/afterword/source/db
COPY templates /opt/afterword/source/templates
RUN /opt/afterword/current/bin/pip install --no-cache-dir --no-deps --no-build-isolation /opt/afterword/source \
 && rm -r /opt/afterword/source

ENV PATH=/opt/afterword/current/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
    PYTHONDONTWRITEBYTECODE=1 \
    MPLCONFIGDIR=/var/lib/afterword/.cache \
    AFTERWORD_DATABASE=/var/lib/afterword/afterword.db \
    AFTERWORD_LISTEN=127.0.0.1:8080

WORKDIR /var/lib/afterword
VOLUME /var/lib/afterword
USER 10001:10001
STOPSIGNAL SIGTERM

# Whether it hears Telegram and makes its rounds; `docker ps` shows it, and why not is in `docker inspect`.
HEALTHCHECK --interval=1m --timeout=10s --start-period=2m --retries=3 \
  CMD ["python3", "-c", "import urllib.request as web; web.urlopen('http://127.0.0.1:8080/readyz', timeout=8)"]

ENTRYPOINT ["afterword"]
CMD ["run"]
