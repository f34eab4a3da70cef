# The image of slo: the executable, promtool, and the libraries that both need. Build it with `docker build -t slo .`, or with
# another tool that reads this format, and run it in a project: `docker run --rm -v "$PWD:/project" slo build`.
FROM quay.io/prometheus/prometheus:v3.5.3 AS prometheus

FROM node:24-bookworm-slim AS executable
WORKDIR /source
COPY . .
RUN npm ci --ignore-scripts --no-audit --no-fund && node scripts/executable.mjs --out /out/slo

FROM gcr.io/distroless/cc-debian12:nonroot
COPY --from=prometheus /bin/promtool /usr/local/bin/promtool
COPY --from=executable /out/slo /usr/local/bin/slo
WORKDIR /project
ENTRYPOINT ["/usr/local/bin/slo"]
