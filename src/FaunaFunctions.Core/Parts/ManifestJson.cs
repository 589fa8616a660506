using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using FaunaFunctions.Core.Cursors;

namespace FaunaFunctions.Core.Parts;

/// <summary>Manifests and pointers as JSON: indented, camelCase, without fields that are null.</summary>
public static class ManifestJson
{
    /// <summary>The manifest as UTF-8 JSON. Equal manifests give equal bytes.</summary>
    public static byte[] Write(Manifest manifest) => Write(manifest, ManifestJsonContext.Default.Manifest);

    /// <summary>The pointer as UTF-8 JSON.</summary>
    public static byte[] Write(LatestPointer latest) => Write(latest, ManifestJsonContext.Default.LatestPointer);

    /// <summary>A database's manifest as UTF-8 JSON.</summary>
    public static byte[] Write(DatabaseManifest manifest) => Write(manifest, ManifestJsonContext.Default.DatabaseManifest);

    /// <summary>A database's pointer as UTF-8 JSON.</summary>
    public static byte[] Write(DatabaseLatest latest) => Write(latest, ManifestJsonContext.Default.DatabaseLatest);

    /// <summary>Name and hash of a manifest's bytes.</summary>
    public static ManifestLink LinkTo(string name, ReadOnlySpan<byte> json) => new(name, Convert.ToHexStringLower(SHA256.HashData(json)));

    /// <summary>Reads a manifest.</summary>
    /// <param name="json">UTF-8.</param>
    /// <param name="name">Names it in the error.</param>
    /// <exception cref="ManifestInvalid">It is none, or of a newer format.</exception>
    public static Manifest ReadManifest(ReadOnlySpan<byte> json, string name)
    {
        var manifest = Read(json, name, ManifestJsonContext.Default.Manifest);
        return manifest.Format == Manifest.CurrentFormat ? manifest : throw new ManifestInvalid(name, $"its format is {manifest.Format}");
    }

    /// <summary>Reads a pointer.</summary>
    /// <param name="json">UTF-8.</param>
    /// <param name="name">Names it in the error.</param>
    /// <exception cref="ManifestInvalid">It is none, or of a newer format.</exception>
    public static LatestPointer ReadLatest(ReadOnlySpan<byte> json, string name)
    {
        var latest = Read(json, name, ManifestJsonContext.Default.LatestPointer);
        return latest.Format == LatestPointer.CurrentFormat ? latest : throw new ManifestInvalid(name, $"its format is {latest.Format}");
    }

    /// <summary>Reads a database's manifest.</summary>
    /// <param name="json">UTF-8.</param>
    /// <param name="name">Names it in the error.</param>
    /// <exception cref="ManifestInvalid">It is none, or of a newer format.</exception>
    public static DatabaseManifest ReadDatabaseManifest(ReadOnlySpan<byte> json, string name)
    {
        var manifest = Read(json, name, ManifestJsonContext.Default.DatabaseManifest);
        return manifest.Format == DatabaseManifest.CurrentFormat ? manifest : throw new ManifestInvalid(name, $"its format is {manifest.Format}");
    }

    /// <summary>Reads a database's pointer.</summary>
    /// <param name="json">UTF-8.</param>
    /// <param name="name">Names it in the error.</param>
    /// <exception cref="ManifestInvalid">It is none, or of a newer format.</exception>
    public static DatabaseLatest ReadDatabaseLatest(ReadOnlySpan<byte> json, string name)
    {
        var latest = Read(json, name, ManifestJsonContext.Default.DatabaseLatest);
        return latest.Format == DatabaseLatest.CurrentFormat ? latest : throw new ManifestInvalid(name, $"its format is {latest.Format}");
    }

    private static byte[] Write<T>(T value, JsonTypeInfo<T> type) => [.. JsonSerializer.SerializeToUtf8Bytes(value, type), (byte)'\n'];

    private static T Read<T>(ReadOnlySpan<byte> json, string name, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            var value = JsonSerializer.Deserialize(json, type) ?? throw new ManifestInvalid(name, "it holds null");
            return StrictJson.HasNullInList(json) ? throw new ManifestInvalid(name, "a list in it holds null") : value;
        }
        catch (JsonException e)
        {
            throw new ManifestInvalid(name, StrictJson.Describe(e), e);
        }
    }
}

/// <summary>A manifest or pointer that is there and cannot be read.</summary>
/// <param name="name">Its name.</param>
/// <param name="why">What is wrong with it, to go on behind a colon, without a stop.</param>
/// <param name="inner">What the reader said; may be null.</param>
public sealed class ManifestInvalid(string name, string why, Exception? inner = null)
    : Exception($"{name} {Told(why)}.", inner)
{
    /// <summary>The manifest's name.</summary>
    public string Name { get; } = name;

    /// <summary>The message without the name and the stop, for one who has named it before.</summary>
    public string Sentence { get; } = $"it {Told(why)}";

    private static string Told(string why) => $"cannot be read: {why.TrimEnd('.')}. Restore it from a backup; else delete it, if it is there, and reset the export: its next run is a full one";
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    WriteIndented = true,
    NewLine = "\n",
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    AllowDuplicateProperties = false,
    Converters = [typeof(NamedEnum<RunMode>), typeof(NamedEnum<Consistency>), typeof(NamedEnum<DatabaseConsistency>), typeof(NamedEnum<DatabaseEntryStatus>)])]
[JsonSerializable(typeof(Manifest))]
[JsonSerializable(typeof(LatestPointer))]
[JsonSerializable(typeof(DatabaseManifest))]
[JsonSerializable(typeof(DatabaseLatest))]
internal sealed partial class ManifestJsonContext : JsonSerializerContext;
