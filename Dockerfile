# The function app without the Functions host: timers and queue are the process's own business. See docs/deploy.md.
FROM mcr.microsoft.com/dotnet/sdk:10.0-noble AS build
RUN apt-get update \
    && apt-get install --yes --no-install-recommends clang zlib1g-dev \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /source
COPY . .
RUN dotnet publish src/FaunaFunctions.App --configuration Release --runtime linux-x64 --output /package

# No shell, no package manager, no root: glibc, certificates and the program.
FROM mcr.microsoft.com/dotnet/runtime-deps:10.0-noble-chiseled
WORKDIR /app
COPY --from=build /package .
ENV FUNCTIONS_APP_ROOT_PATH=/app
USER $APP_UID
ENTRYPOINT ["/app/faunafunctions-app", "--standalone"]
