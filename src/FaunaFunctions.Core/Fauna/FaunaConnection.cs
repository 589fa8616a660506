namespace FaunaFunctions.Core.Fauna;

/// <summary>The query language a connection speaks.</summary>
public enum FaunaApi
{
    /// <summary>FQL v4: <c>POST /</c>.</summary>
    V4,

    /// <summary>FQL v10: <c>POST /query/1</c> and <c>/feed/1</c>.</summary>
    V10,
}

/// <summary>One Fauna database, as the settings name it.</summary>
public sealed record FaunaConnection
{
    /// <summary>The connection's name in the settings; never null.</summary>
    public required string Name { get; init; }

    /// <summary><c>https</c> or <c>http</c>.</summary>
    public string Scheme { get; init; } = "https";

    /// <summary>Host name or address, without scheme and port.</summary>
    public string Domain { get; init; } = "db.fauna.com";

    /// <summary>TCP port.</summary>
    public int Port { get; init; } = 443;

    /// <summary>The key's secret; null where it is not set and need not be: then no request can be sent.</summary>
    public required Secret? Secret { get; init; }

    /// <summary>Name of the app setting that the secret should be in; null unless it is not set.</summary>
    public string? UnsetSecret { get; init; }

    /// <summary>The query language to use.</summary>
    public FaunaApi Api { get; init; } = FaunaApi.V4;

    /// <summary>Scheme, domain and port as the base address of every request.</summary>
    public Uri BaseAddress => new UriBuilder(Scheme, Domain, Port).Uri;
}
