namespace FaunaFunctions.Core.Records;

/// <summary>What a reference into one of the database's own collections is called in a record.</summary>
internal static class V4SchemaTypes
{
    /// <summary>A reference to a native collection itself, or to anything the record format has no name for.</summary>
    public static ReadOnlySpan<byte> Unknown => "unknown"u8;

    /// <param name="collection">The id of the native collection, as it stands between its quotes.</param>
    public static ReadOnlySpan<byte> Of(ReadOnlySpan<byte> collection) =>
        JsonText.Says(collection, "collections"u8) ? "collection"u8
        : JsonText.Says(collection, "indexes"u8) ? "index"u8
        : JsonText.Says(collection, "functions"u8) ? "function"u8
        : JsonText.Says(collection, "databases"u8) ? "database"u8
        : JsonText.Says(collection, "roles"u8) ? "role"u8
        : JsonText.Says(collection, "keys"u8) ? "key"u8
        : JsonText.Says(collection, "tokens"u8) ? "token"u8
        : JsonText.Says(collection, "credentials"u8) ? "credential"u8
        : JsonText.Says(collection, "access_providers"u8) ? "access_provider"u8
        : Unknown;
}
