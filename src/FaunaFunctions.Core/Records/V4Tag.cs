namespace FaunaFunctions.Core.Records;

/// <summary>The keys that make an object of v4's wire a value of another type.</summary>
internal enum V4Tag
{
    Unknown,
    Reference,
    Object,
    Time,
    Date,
    Uuid,
    Bytes,
    Query,
    Set,
}

/// <summary>Reads the keys' names.</summary>
internal static class V4Tags
{
    /// <param name="key">The key as it stands between its quotes.</param>
    public static V4Tag Named(ReadOnlySpan<byte> key) =>
        JsonText.Says(key, "@ref"u8) ? V4Tag.Reference
        : JsonText.Says(key, "@ts"u8) ? V4Tag.Time
        : JsonText.Says(key, "@obj"u8) ? V4Tag.Object
        : JsonText.Says(key, "@date"u8) ? V4Tag.Date
        : JsonText.Says(key, "@bytes"u8) ? V4Tag.Bytes
        : JsonText.Says(key, "@uuid"u8) ? V4Tag.Uuid
        : JsonText.Says(key, "@query"u8) ? V4Tag.Query
        : JsonText.Says(key, "@set"u8) ? V4Tag.Set
        : V4Tag.Unknown;
}
